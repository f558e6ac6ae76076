namespace LlmCost.AI;

/// <summary>The exception that is thrown when the query of a request is not valid.</summary>
internal sealed class QueryException(string message) : Exception(message);
