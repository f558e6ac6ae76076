using System.Text.Json.Serialization;

namespace LlmCost.AI;

/// <summary>The JSON of increases.</summary>
[JsonSerializable(typeof(BudgetIncrease))]
internal sealed partial class BudgetIncreaseJson : JsonSerializerContext;
