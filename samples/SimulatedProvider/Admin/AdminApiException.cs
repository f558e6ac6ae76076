namespace SimulatedProvider;

/// <summary>The exception that is thrown when an admin API rejects a request.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="type">The provider's name for the error.</param>
/// <param name="message">The message.</param>
internal sealed class AdminApiException(int status, string type, string message) : Exception(message)
{
    /// <summary>Gets the HTTP status.</summary>
    public int Status => status;

    /// <summary>Gets the provider's name for the error.</summary>
    public string Type => type;
}
