using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>Extracts, from a provider's raw response, the usage that <see cref="UsageDetails"/> omits.</summary>
/// <remarks>
/// <para>
/// Register implementations as services. All of them are called, in the order of registration. Return <see langword="false"/> for
/// raw responses of other clients.
/// </para>
/// <para>
/// Readers are shared by all calls and must be thread-safe and fast. Do not keep a reference to the response. Exceptions are
/// counted, and the first one is logged without its message, which may quote the response; the call is then metered as if the
/// reader did not exist.
/// </para>
/// </remarks>
public interface IUsageReader
{
    /// <summary>Reads a response, or one update of a streamed response.</summary>
    /// <param name="rawRepresentation">
    /// The raw representation of a response or an update: an object of the provider's client. The reader sees it before the
    /// application does.
    /// </param>
    /// <param name="providerName">
    /// The provider that responds, by its OpenTelemetry name (see <see cref="ProviderNames"/>), or <see langword="null"/> if it
    /// is unknown.
    /// </param>
    /// <param name="reading">Receives the facts that were found.</param>
    /// <returns><see langword="true"/> if anything was found; otherwise <see langword="false"/>.</returns>
    bool TryRead(object rawRepresentation, string? providerName, out UsageReading reading);

    /// <summary>Reads the quality and size of images from the options of a provider's client.</summary>
    /// <param name="rawOptions">
    /// The object that <c>ImageGenerationOptions.RawRepresentationFactory</c> has created, after the provider's client has sent
    /// it.
    /// </param>
    /// <param name="image">Receives the quality and size.</param>
    /// <returns>
    /// <see langword="true"/> if the options belong to the client that this reader supports; otherwise <see langword="false"/>.
    /// The default implementation returns <see langword="false"/>.
    /// </returns>
    bool TryReadImageOptions(object rawOptions, out RequestedImage image)
    {
        image = default;
        return false;
    }
}
