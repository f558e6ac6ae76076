using System.Text.Json.Serialization;

namespace LlmCost.AI;

/// <summary>Serializes members of problem details without reflection.</summary>
[JsonSerializable(typeof(string[]))]
internal sealed partial class BudgetProblemsContext : JsonSerializerContext;
