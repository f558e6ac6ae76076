using System.Text.Json.Serialization;

namespace LlmCost.AI;

/// <summary>
/// Provides the JSON serialization of price lists. Names are in camel case, and duplicate or unknown properties are errors.
/// </summary>
[JsonSourceGenerationOptions(
    AllowDuplicateProperties = false,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters =
    [
        typeof(InstantWithOffsetConverter),
        typeof(EnumNameConverter<BillableUnit>),
        typeof(EnumNameConverter<CostDirection>),
        typeof(EnumNameConverter<DayOfWeek>),
        typeof(EnumNameConverter<PromptSizeBasis>),
    ],
    RespectNullableAnnotations = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(PriceFile))]
[JsonSerializable(typeof(string))]
internal sealed partial class PriceFileContext : JsonSerializerContext;
