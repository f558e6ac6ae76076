using Anthropic.Models.Beta.Messages;
using Anthropic.Models.Messages;

namespace LlmCost.AI;

/// <summary>Reads usage from raw responses of Anthropic's client, standard and beta, streaming and non-streaming.</summary>
/// <remarks>
/// <para>
/// It reads cache writes by lifetime (five minutes, one hour), the actual service tier, region and speed, and web searches. It
/// also reads the billed input at the start of a stream. If the stream breaks off, this input is recorded.
/// </para>
/// <para>This type is thread-safe and does not retain responses.</para>
/// </remarks>
public sealed class AnthropicUsageReader : IUsageReader
{
    /// <inheritdoc/>
    public bool TryRead(object rawRepresentation, string? providerName, out UsageReading reading)
    {
        ArgumentNullException.ThrowIfNull(rawRepresentation);

        reading = rawRepresentation switch
        {
            Message { Usage: { } usage } => AnthropicUsage.From(usage).ToWhole(),
            BetaMessage { Usage: { } usage } => AnthropicUsage.From(usage).ToWhole(),
            RawMessageStreamEvent standard => Read(standard),
            BetaRawMessageStreamEvent beta => Read(beta),
            _ => default,
        };
        return reading.Stage is not UsageStage.None;
    }

    private static UsageReading Read(RawMessageStreamEvent update)
    {
        if (update.TryPickStart(out var start))
        {
            return AnthropicUsage.From(start.Message.Usage).ToStarted();
        }

        return update.TryPickDelta(out var delta) ? AnthropicUsage.From(delta.Usage).ToCompleted() : default;
    }

    private static UsageReading Read(BetaRawMessageStreamEvent update)
    {
        if (update.TryPickStart(out var start))
        {
            return AnthropicUsage.From(start.Message.Usage).ToStarted();
        }

        return update.TryPickDelta(out var delta) ? AnthropicUsage.From(delta.Usage).ToCompleted() : default;
    }
}
