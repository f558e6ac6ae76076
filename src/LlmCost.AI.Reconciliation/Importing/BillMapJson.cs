using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmCost.AI;

/// <summary>Reads column maps. An unknown name is an error, because it is most likely misspelled.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(BillColumnMap))]
internal sealed partial class BillMapJson : JsonSerializerContext;
