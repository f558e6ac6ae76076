namespace LlmCost.AI;

/// <summary>The exception that is thrown when a bill can't be read.</summary>
/// <remarks>Its message says what to do, and never contains a credential.</remarks>
public sealed class BillSourceException : Exception
{
    /// <summary>Initializes a new instance of the <see cref="BillSourceException"/> class.</summary>
    public BillSourceException()
    {
    }

    /// <summary>Initializes a new instance of the <see cref="BillSourceException"/> class.</summary>
    /// <param name="message">What is wrong, and what to do.</param>
    public BillSourceException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="BillSourceException"/> class.</summary>
    /// <param name="message">What is wrong, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public BillSourceException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
