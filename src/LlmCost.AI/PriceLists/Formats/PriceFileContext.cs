using System.Text.Json.Serialization;

namespace LlmCost.AI;

/// <summary>How price lists are written in JSON: names in camel case, nothing twice, nothing that isn't known.</summary>
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
