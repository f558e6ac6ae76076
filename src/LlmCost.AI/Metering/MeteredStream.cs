using System.Runtime.CompilerServices;

namespace LlmCost.AI;

/// <summary>Passes on a streamed response, update by update, and meters it.</summary>
internal static class MeteredStream
{
    /// <summary>Runs a call whose response is streamed. Each enumeration of the stream is a separate call.</summary>
    /// <param name="begin">Begins the call when the first update is requested.</param>
    /// <param name="open">Calls the provider's client.</param>
    /// <param name="observe">A delegate that reads an update before the caller receives it.</param>
    /// <param name="cancellationToken">The token that cancels the stream.</param>
    /// <typeparam name="T">The type of the updates.</typeparam>
    /// <returns>The updates. A stream that the caller abandons, or that breaks off, is recorded as well.</returns>
    /// <remarks>ConfigureAwait(false) is not used, because inner clients may run app code, which must keep its context.</remarks>
    public static async IAsyncEnumerable<T> ReadAsync<T>(
        Func<CancellationToken, MeteredCall> begin,
        Func<MeteredCall, CancellationToken, IAsyncEnumerable<T>> open,
        Action<MeteredCall, T> observe,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var call = begin(cancellationToken);
        await call.AdmitAsync();
        IAsyncEnumerator<T>? updates = null;
        try
        {
            while (true)
            {
                T update;
                try
                {
                    // The caller's flow doesn't see this call, because the execution context of the caller is restored when an
                    // async method returns.
                    call.Enter();
                    updates ??= open(call, cancellationToken).GetAsyncEnumerator(cancellationToken);
                    if (!await updates.MoveNextAsync())
                    {
                        break;
                    }

                    update = updates.Current;
                }
                catch (Exception e)
                {
                    call.Fail(e);
                    throw;
                }

                observe(call, update);
                yield return update;
            }

            call.Complete();
        }
        finally
        {
            try
            {
                if (updates is not null)
                {
                    await updates.DisposeAsync();
                }
            }
            finally
            {
                call.End();
            }
        }
    }
}
