using System.Runtime.CompilerServices;
using Microsoft.SemanticKernel;

namespace LlmCost.AI;

/// <summary>Passes on the chunks of a streamed response, and meters the round trips of the call.</summary>
internal static class RoundTripStream
{
    /// <summary>Runs a call whose response is streamed. Each enumeration of the result makes a new call.</summary>
    /// <param name="begin">A delegate that begins to track the call. It runs when the first chunk is requested.</param>
    /// <param name="executionSettings">The settings of the caller.</param>
    /// <param name="kernel">The kernel of the caller.</param>
    /// <param name="open">
    /// A delegate that calls the service with the given settings. A budget may have lowered the maximum output in these settings.
    /// </param>
    /// <param name="cancellationToken">The token that cancels the stream.</param>
    /// <typeparam name="T">The type of the chunks.</typeparam>
    /// <returns>The chunks. The call is also recorded if the stream fails or the caller does not read it to the end.</returns>
    /// <remarks>
    /// ConfigureAwait(false) is not used, so that the app's functions, which the service runs, keep their synchronization
    /// context.
    /// </remarks>
    public static async IAsyncEnumerable<T> ReadAsync<T>(
        Func<CancellationToken, RoundTripTracker> begin,
        PromptExecutionSettings? executionSettings,
        Kernel? kernel,
        Func<PromptExecutionSettings?, CancellationToken, IAsyncEnumerable<T>> open,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : StreamingKernelContent
    {
        var trips = begin(cancellationToken);
        var settings = await trips.AdmitAsync(executionSettings, kernel);
        IAsyncEnumerator<T>? chunks = null;
        try
        {
            while (true)
            {
                T chunk;
                try
                {
                    // Each MoveNextAsync runs in the reader's execution context, so the call is made current again for each
                    // chunk.
                    trips.Enter();
                    chunks ??= open(settings, cancellationToken).GetAsyncEnumerator(cancellationToken);
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
                var isCutOff = !await trips.ContinueAsync();
                yield return chunk;
                if (isCutOff)
                {
                    break;
                }
            }

            trips.Complete();
            trips.ThrowIfRefused();
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
                trips.End();
            }
        }
    }
}
