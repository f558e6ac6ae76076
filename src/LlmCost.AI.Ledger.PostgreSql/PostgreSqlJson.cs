using System.Text.Json.Serialization;

namespace LlmCost.AI;

/// <summary>The JSON in columns of the ledger.</summary>
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class PostgreSqlJson : JsonSerializerContext;
