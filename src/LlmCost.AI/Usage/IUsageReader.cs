using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>Reads from a provider's raw response what <see cref="UsageDetails"/> does not tell.</summary>
/// <remarks>
/// <para>
/// Register implementations as services; all are asked, in the order of registration. Look at
/// <see cref="ChatResponse.RawRepresentation"/>, <see cref="ChatResponseUpdate.RawRepresentation"/> or that of a
/// <see cref="UsageContent"/>, and return <see langword="false"/> for types that are not yours.
/// </para>
/// <para>
/// Readers are shared by all calls and must be thread safe and fast. Keep no reference to the response. An exception is counted
/// and logged once, without its message, which may quote the answer; the call is metered as if the reader were not there.
/// </para>
/// </remarks>
public interface IUsageReader
{
    /// <summary>Reads a whole response.</summary>
    /// <param name="response">The response, as the provider's client made it.</param>
    /// <param name="providerName">Who answered, in OpenTelemetry's names, or <see langword="null"/> if unknown.</param>
    /// <param name="reading">What was found.</param>
    /// <returns>Whether anything was found.</returns>
    bool TryRead(ChatResponse response, string? providerName, out UsageReading reading);

    /// <summary>Reads one update of a streamed response. Called once for each update, before the application sees it.</summary>
    /// <param name="update">The update, as the provider's client made it.</param>
    /// <param name="providerName">Who answers, in OpenTelemetry's names, or <see langword="null"/> if unknown.</param>
    /// <param name="reading">What was found.</param>
    /// <returns>Whether anything was found.</returns>
    bool TryRead(ChatResponseUpdate update, string? providerName, out UsageReading reading);

    /// <summary>
    /// Reads the raw answer of a call that is not a chat: of an image generator, or of a transcription that is not streamed.
    /// </summary>
    /// <param name="rawRepresentation">The answer of the provider's own client.</param>
    /// <param name="providerName">Who answered, in OpenTelemetry's names, or <see langword="null"/> if unknown.</param>
    /// <param name="reading">What was found.</param>
    /// <returns>Whether anything was found; by default, nothing is.</returns>
    bool TryReadRaw(object rawRepresentation, string? providerName, out UsageReading reading)
    {
        reading = default;
        return false;
    }
}
