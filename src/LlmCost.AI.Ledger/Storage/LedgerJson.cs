using System.Text.Json.Serialization;

namespace LlmCost.AI;

/// <summary>Serializes the JSON in the columns of the ledger.</summary>
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class LedgerJson : JsonSerializerContext;
