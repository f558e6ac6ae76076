using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmCost.AI;

/// <summary>Reads the tables of names that are embedded in this assembly.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, ReadCommentHandling = JsonCommentHandling.Skip)]
[JsonSerializable(typeof(AwsUsageTypeTable))]
[JsonSerializable(typeof(MeterNameTable))]
internal sealed partial class BillTableJson : JsonSerializerContext;
