using Anthropic.Models.Beta.Messages;
using Anthropic.Models.Messages;
using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>Reads usage from raw responses of Anthropic's client, standard and beta, streaming and non-streaming.</summary>
/// <remarks>
/// <para>
/// It reads cache writes by lifetime (five minutes, one hour), the actual service tier, region and speed, and web searches. It
/// also reads the input that is billed at the start of a stream, which is used if the stream breaks off.
/// </para>
/// <para>This type is thread-safe and does not retain responses.</para>
/// </remarks>
public sealed class AnthropicUsageReader : IUsageReader
{
    /// <inheritdoc/>
    public bool TryRead(ChatResponse response, string? providerName, out UsageReading reading)
    {
        ArgumentNullException.ThrowIfNull(response);

        reading = response.RawRepresentation switch
        {
            Message { Usage: { } usage } => Facts.Of(usage).ToReading(),
            BetaMessage { Usage: { } usage } => Facts.Of(usage).ToReading(),
            _ => default,
        };
        return reading.Details is not null;
    }

    /// <inheritdoc/>
    public bool TryRead(ChatResponseUpdate update, string? providerName, out UsageReading reading)
    {
        ArgumentNullException.ThrowIfNull(update);

        reading = update.RawRepresentation switch
        {
            RawMessageStreamEvent standard => Read(standard),
            BetaRawMessageStreamEvent beta => Read(beta),
            _ => default,
        };
        return reading.InputDetails is not null || reading.IsComplete;
    }

    private static UsageReading Read(RawMessageStreamEvent update)
    {
        if (update.TryPickStart(out var start))
        {
            return Facts.Of(start.Message.Usage).ToBeginning();
        }

        return update.TryPickDelta(out var delta) ? Facts.Of(delta.Usage).ToEnd() : default;
    }

    private static UsageReading Read(BetaRawMessageStreamEvent update)
    {
        if (update.TryPickStart(out var start))
        {
            return Facts.Of(start.Message.Usage).ToBeginning();
        }

        return update.TryPickDelta(out var delta) ? Facts.Of(delta.Usage).ToEnd() : default;
    }
}
