namespace LlmCost.AI;

/// <summary>Keeps the calls that a function makes while its stream is read attributed to it: it returns before it has begun.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
internal sealed class AttributedStream<T>(IAsyncEnumerable<T> stream, FunctionInvocationScope frame) : IAsyncEnumerable<T>
{
    public async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        // Whoever reads the stream comes with a flow of their own each time, and gets it back unchanged.
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
