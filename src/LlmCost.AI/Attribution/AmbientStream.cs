namespace LlmCost.AI;

/// <summary>A stream that makes an ambient value current during each step.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
/// <param name="stream">The stream.</param>
/// <param name="enter">A delegate that makes the value current in the calling flow.</param>
internal sealed class AmbientStream<T>(IAsyncEnumerable<T> stream, Action enter) : IAsyncEnumerable<T>
{
    public async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        // Each step runs in the consumer's flow, so the value is entered again each time. The consumer's flow is restored when
        // the step returns.
        enter();
        var items = stream.GetAsyncEnumerator(cancellationToken);
        try
        {
            while (true)
            {
                enter();
                if (!await items.MoveNextAsync())
                {
                    break;
                }

                yield return items.Current;
            }
        }
        finally
        {
            enter();
            await items.DisposeAsync();
        }
    }
}
