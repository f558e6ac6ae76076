namespace LlmCost.AI;

/// <summary>The exception that is thrown when a bill can't be read.</summary>
/// <remarks>The message describes how to fix the problem, and never contains a credential.</remarks>
public sealed class BillSourceException : Exception
{
    /// <summary>Initializes a new instance of the <see cref="BillSourceException"/> class.</summary>
    public BillSourceException()
    {
    }

    /// <summary>Initializes a new instance of the <see cref="BillSourceException"/> class.</summary>
    /// <param name="message">The fault and the remedy.</param>
    public BillSourceException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="BillSourceException"/> class.</summary>
    /// <param name="message">The fault and the remedy.</param>
    /// <param name="innerException">The cause.</param>
    public BillSourceException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
