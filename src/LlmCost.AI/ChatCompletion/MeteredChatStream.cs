using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>A streamed chat response that is metered update by update. Each enumeration is a separate call.</summary>
/// <param name="begin">Begins the call when the first update is requested.</param>
/// <param name="open">Calls the provider's client.</param>
/// <param name="cancellationToken">The token that cancels the stream.</param>
internal sealed class MeteredChatStream(
    Func<CancellationToken, MeteredCall> begin,
    Func<MeteredCall, CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> open,
    CancellationToken cancellationToken) : IAsyncEnumerable<ChatResponseUpdate>
{
    public IAsyncEnumerator<ChatResponseUpdate> GetAsyncEnumerator(CancellationToken enumerationToken = default)
    {
        if (!enumerationToken.CanBeCanceled || enumerationToken == cancellationToken)
        {
            return new MeteredChatEnumerator(begin, open, cancellationToken);
        }

        if (!cancellationToken.CanBeCanceled)
        {
            return new MeteredChatEnumerator(begin, open, enumerationToken);
        }

        var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, enumerationToken);
        return new MeteredChatEnumerator(begin, open, both.Token, both);
    }
}
