namespace LlmCost.AI;

/// <summary>The exception that is thrown when a row can't be read. The following rows can still be read.</summary>
internal sealed class BillRowException(string message) : Exception(message);
