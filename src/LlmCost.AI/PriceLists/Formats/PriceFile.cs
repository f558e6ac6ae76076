using System.Text.Json.Serialization;

namespace LlmCost.AI;

/// <summary>A price list on disk: the models of one provider.</summary>
internal sealed record PriceFile
{
    /// <summary>The schema of the file, for editors.</summary>
    [JsonPropertyName("$schema")]
    public string? Schema { get; init; }

    /// <summary>The provider, in OpenTelemetry's names.</summary>
    public required string Provider { get; init; }

    /// <summary>Other provider names that have the same prices.</summary>
    public IReadOnlyList<string> Aliases { get => field ?? []; init; }

    /// <summary>The provider's own page with these prices, or the public list that has them.</summary>
    public required string Source { get; init; }

    /// <summary>The day on which the facts were last checked.</summary>
    public required DateOnly Checked { get; init; }

    /// <summary>The currency of all prices, as an ISO 4217 code; left out, it is USD.</summary>
    public string? Currency { get; init; }

    /// <summary>The models by name; <c>*</c> is any model of the provider.</summary>
    public required IReadOnlyDictionary<string, PriceFileModel> Models { get; init; }
}
