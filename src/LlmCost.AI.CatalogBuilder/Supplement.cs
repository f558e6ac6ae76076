using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmCost.AI.CatalogBuilder;

/// <summary>
/// Represents facts about several models of a provider. The public lists lack these facts for some or all of the models.
/// </summary>
/// <param name="Provider">The provider.</param>
/// <param name="Models">The models; <c>*</c> is every model with an output rate above zero.</param>
/// <param name="Source">The page with the facts.</param>
internal sealed record Supplement(string Provider, IReadOnlyList<string> Models, string Source)
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        NumberHandling = JsonNumberHandling.Strict,
    };

    public IReadOnlyList<PriceVariant> Variants { get; init; } = [];

    public IReadOnlyList<FeeRate> Fees { get; init; } = [];

    public static IReadOnlyList<Supplement> ReadAll(string path) =>
        JsonSerializer.Deserialize<Supplement[]>(File.ReadAllBytes(path), s_options)!;
}
