using System.Runtime.CompilerServices;
using Microsoft.SemanticKernel;

namespace LlmCost.AI;

/// <summary>Passes the stream of a service on, chunk by chunk, and meters the round trips behind it.</summary>
internal static class MeteredStream
{
    // No ConfigureAwait(false) here: the service runs the app's own functions, which keep their context.
    public static async IAsyncEnumerable<T> Of<T>(
        Func<CancellationToken, RoundTripTracker> begin,
        Func<CancellationToken, IAsyncEnumerable<T>> start,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : StreamingKernelContent
    {
        var trips = begin(cancellationToken);
        IAsyncEnumerator<T>? chunks = null;
        try
        {
            while (true)
            {
                T chunk;
                try
                {
                    trips.Enter();
                    chunks ??= start(cancellationToken).GetAsyncEnumerator(cancellationToken);
                    if (!await chunks.MoveNextAsync())
                    {
                        break;
                    }

                    chunk = chunks.Current;
                }
                catch (Exception e)
                {
                    trips.Fail(e);
                    throw;
                }

                trips.Observe(chunk);
                yield return chunk;
            }

            trips.Complete();
        }
        finally
        {
            try
            {
                if (chunks is not null)
                {
                    await chunks.DisposeAsync();
                }
            }
            finally
            {
                trips.Abandon();
            }
        }
    }
}
