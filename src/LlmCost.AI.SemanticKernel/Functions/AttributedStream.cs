namespace LlmCost.AI;

/// <summary>Attributes the calls that a streaming function makes to the function while its stream is read.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
/// <remarks>A streaming function returns before its first call, when the scope of its invocation has already ended.</remarks>
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
