namespace LlmCost.AI;

/// <summary>The exception that is thrown when a row can't be read. The rows after it can.</summary>
internal sealed class BillRowException(string message) : Exception(message);
