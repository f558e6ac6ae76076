namespace LlmCost.AI.Testing;

/// <summary>The exception that is thrown when an assertion on cost fails.</summary>
/// <remarks>
/// The exception does not depend on a test framework. Test frameworks report its message as the cause of the failure.
/// </remarks>
public sealed class CostAssertionException : Exception, IAssertionException
{
    /// <summary>Initializes a new instance of the <see cref="CostAssertionException"/> class.</summary>
    /// <param name="message">A message that contains the expected and the actual cost.</param>
    public CostAssertionException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="CostAssertionException"/> class.</summary>
    public CostAssertionException()
    {
    }

    /// <summary>Initializes a new instance of the <see cref="CostAssertionException"/> class.</summary>
    /// <param name="message">A message that contains the expected and the actual cost.</param>
    /// <param name="innerException">The cause.</param>
    public CostAssertionException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
