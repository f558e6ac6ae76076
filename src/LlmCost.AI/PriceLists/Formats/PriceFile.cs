using System.Text.Json.Serialization;

namespace LlmCost.AI;

/// <summary>Represents a price list in the native format: the models of one provider.</summary>
internal sealed record PriceFile
{
    /// <summary>Gets the address of the JSON schema of the file, which editors use.</summary>
    [JsonPropertyName("$schema")]
    public string? Schema { get; init; }

    /// <summary>Gets the OpenTelemetry name of the provider.</summary>
    public required string Provider { get; init; }

    /// <summary>Gets other provider names to which the same prices apply.</summary>
    public IReadOnlyList<string> Aliases { get => field ?? []; init; }

    /// <summary>Gets the address of the provider's page with these prices, or of the public list that contains them.</summary>
    public required string Source { get; init; }

    /// <summary>Gets the date on which the prices were last checked.</summary>
    public required DateOnly Checked { get; init; }

    /// <summary>Gets the currency of all prices as an ISO 4217 code, or <see langword="null"/> for USD.</summary>
    public string? Currency { get; init; }

    /// <summary>Gets the models by name. <c>*</c> stands for every model of the provider.</summary>
    public required IReadOnlyDictionary<string, PriceFileModel> Models { get; init; }
}
