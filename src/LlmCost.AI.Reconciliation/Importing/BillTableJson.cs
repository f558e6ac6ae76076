using System.Text.Json.Serialization;

namespace LlmCost.AI;

/// <summary>Reads the tables of names that are embedded in this assembly.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AwsUsageTypeTable))]
[JsonSerializable(typeof(MeterNameTable))]
internal sealed partial class BillTableJson : JsonSerializerContext;
