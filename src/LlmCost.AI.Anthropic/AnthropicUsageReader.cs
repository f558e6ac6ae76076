using Anthropic.Models.Beta.Messages;
using Anthropic.Models.Messages;
using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>Reads the raw responses of Anthropic's client, standard and beta, streamed and not.</summary>
/// <remarks>
/// <para>
/// It finds cache writes by lifetime (five minutes, one hour), the service tier, region and speed that were served, web searches, and the input that a stream
/// has billed when it begins, which counts where it breaks off.
/// </para>
/// <para>Thread safe. It keeps nothing of a response.</para>
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
