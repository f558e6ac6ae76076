using System.Text.Json.Serialization;

namespace LlmCost.AI;

/// <summary>Provides the JSON serialization of <see cref="ListedPrice.Prices"/>.</summary>
[JsonSourceGenerationOptions(
    Converters = [typeof(InstantWithOffsetConverter)],
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(IReadOnlyList<PricePeriod>))]
internal sealed partial class ListedPriceContext : JsonSerializerContext;
