using System.Runtime.CompilerServices;
using Microsoft.SemanticKernel;

namespace LlmCost.AI;

/// <summary>Passes on the chunks of a streamed response, one by one, and meters its round trips.</summary>
internal static class RoundTripStream
{
    /// <summary>Runs a call whose response is streamed. Each enumeration is a call.</summary>
    /// <param name="begin">Begins the call when the first chunk is requested.</param>
    /// <param name="executionSettings">The settings of the caller.</param>
    /// <param name="kernel">The kernel of the caller.</param>
    /// <param name="open">Calls the service with the settings, whose maximum output a budget may have lowered.</param>
    /// <param name="cancellationToken">The token that cancels the stream.</param>
    /// <typeparam name="T">The type of the chunks.</typeparam>
    /// <returns>The chunks. A stream that the caller abandons, or that breaks off, is recorded as well.</returns>
    /// <remarks>
    /// ConfigureAwait(false) is not used, because the service runs the app's functions, which must keep their context.
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
                    // The call is entered for each chunk, because each chunk is read in the execution context of the reader.
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
