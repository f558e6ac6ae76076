namespace LlmCost.AI;

/// <summary>A fault in the query of a request.</summary>
internal sealed class QueryException(string message) : Exception(message);
