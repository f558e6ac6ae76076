using System.Text.Json.Serialization;

namespace LlmCost.AI;

/// <summary>Serializes members of problem details without reflection.</summary>
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(decimal))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(DateTimeOffset))]
internal sealed partial class BudgetProblemsContext : JsonSerializerContext;
