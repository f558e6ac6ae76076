using System.Text.Json.Serialization;

namespace LlmCost.AI;

/// <summary>Provides the JSON serialization of budget increases.</summary>
[JsonSerializable(typeof(BudgetIncrease))]
internal sealed partial class BudgetIncreaseJson : JsonSerializerContext;
