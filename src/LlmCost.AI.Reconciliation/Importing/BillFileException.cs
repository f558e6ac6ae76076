namespace LlmCost.AI;

/// <summary>The exception that is thrown when a file is truncated or does not have the columns of its format.</summary>
internal sealed class BillFileException(string message, long? line = null, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Gets the line at which the file ends or is damaged.</summary>
    public long? Line => line;
}
