using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>Extracts usage that <see cref="UsageDetails"/> omits from a provider's raw response.</summary>
/// <remarks>
/// <para>
/// Register implementations as services. All of them are called, in the order of registration. Return <see langword="false"/> for
/// types of other clients.
/// </para>
/// <para>
/// Readers are shared by all calls and must be thread safe and fast. Do not keep a reference to the response. An exception is
/// counted, and logged once without its message, which may quote the response; the call is metered as if the reader did not
/// exist.
/// </para>
/// </remarks>
public interface IUsageReader
{
    /// <summary>Reads a response, or one update of a streamed response.</summary>
    /// <param name="rawRepresentation">
    /// The object that the provider's client made: the raw representation of a response or of an update, which is read before the
    /// application receives it.
    /// </param>
    /// <param name="providerName">
    /// The provider that answers, in OpenTelemetry's names (see <see cref="ProviderNames"/>), or <see langword="null"/> if it is
    /// unknown.
    /// </param>
    /// <param name="reading">What was found.</param>
    /// <returns>True if anything was found.</returns>
    bool TryRead(object rawRepresentation, string? providerName, out UsageReading reading);
}
