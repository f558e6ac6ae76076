namespace LlmCost.AI;

/// <summary>Attributes model calls to the streaming function that makes them, while its stream is read.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
/// <remarks>
/// A streaming function returns its stream before it makes its first model call. When it makes the call, the scope of its
/// invocation has already ended.
/// </remarks>
internal sealed class AttributedStream<T>(IAsyncEnumerable<T> stream, FunctionInvocationScope frame) : IAsyncEnumerable<T>
{
    public async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        // Each MoveNextAsync runs in the reader's execution context, so the scope is entered again each time. The reader's own
        // context is restored when the method returns.
        frame.Enter();
        var items = stream.GetAsyncEnumerator(cancellationToken);
        try
        {
            while (true)
            {
                frame.Enter();
                if (!await items.MoveNextAsync())
                {
                    break;
                }

                yield return items.Current;
            }
        }
        finally
        {
            frame.Enter();
            await items.DisposeAsync();
        }
    }
}
