using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>
/// Passes on and meters the updates of one call. A stream that the caller abandons, or that breaks off, is recorded as well.
/// </summary>
/// <param name="begin">Begins the call when the first update is requested.</param>
/// <param name="open">Calls the provider's client.</param>
/// <param name="cancellationToken">The token that cancels the stream.</param>
/// <param name="tokenSource">The source of the token, if this enumerator must dispose the source.</param>
/// <remarks>
/// <para>
/// This enumerator behaves like the async iterator in <see cref="MeteredStream"/>, which the other kinds of clients use. It is
/// handwritten because chat streams have the most updates: an update takes 9 ns less than with the iterator. It is not generic,
/// which saves another 2 to 5 ns.
/// </para>
/// <para>ConfigureAwait(false) is not used, because inner clients may run app code, which must keep its context.</para>
/// </remarks>
internal sealed class MeteredChatEnumerator(
    Func<CancellationToken, MeteredCall> begin,
    Func<MeteredCall, CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> open,
    CancellationToken cancellationToken,
    CancellationTokenSource? tokenSource = null) : IAsyncEnumerator<ChatResponseUpdate>
{
    private MeteredCall? _call;
    private IAsyncEnumerator<ChatResponseUpdate>? _updates;

    /// <summary>
    /// True if the next update can be requested directly, without an async method that isolates the caller's flow.
    /// </summary>
    private bool _isDirect;

    private bool _isMoving;
    private bool _hasEnded;
    private BudgetExceededException? _cutOff;

    public ChatResponseUpdate Current { get; private set; } = null!;

    public ValueTask<bool> MoveNextAsync()
    {
        if (!_isDirect)
        {
            return MoveAsync();
        }

        try
        {
            var move = _updates!.MoveNextAsync();
            if (!move.IsCompletedSuccessfully)
            {
                return MoveAsync(move);
            }

            if (!move.Result)
            {
                return MoveAsync(new ValueTask<bool>(false));
            }

            Current = _updates.Current;
        }
        catch (Exception e)
        {
            return MoveAsync(ValueTask.FromException<bool>(e));
        }

        _call!.Observe(Current);
        return _call.NeedsExtension ? ExtendAsync() : new ValueTask<bool>(true);
    }

    public ValueTask DisposeAsync() =>
        _isMoving ? throw new NotSupportedException("The next update is still awaited.")
        : _hasEnded ? default
        : EndAsync();

    /// <summary>
    /// Moves to the next update. The method is async, because an async method restores its caller's flow. Therefore, the metered
    /// call does not stay current in the caller's flow.
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> MoveAsync()
    {
        if (_cutOff is { } cutOff)
        {
            _cutOff = null;
            throw cutOff;
        }

        if (_hasEnded)
        {
            return false;
        }

        if (_call is null)
        {
            _hasEnded = true;
            var call = begin(cancellationToken);
            await call.AdmitAsync();
            (_call, _hasEnded) = (call, false);
        }

        _isDirect = _call is { Self: null, Attempts: null };
        ValueTask<bool> move;
        try
        {
            _call.Enter();
            _updates ??= open(_call, cancellationToken).GetAsyncEnumerator(cancellationToken);
            move = _updates.MoveNextAsync();
        }
        catch (Exception e)
        {
            move = ValueTask.FromException<bool>(e);
        }

        return await MoveAsync(move);
    }

    /// <summary>Waits for the next update.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> MoveAsync(ValueTask<bool> move)
    {
        _isMoving = true;
        bool hasUpdate;
        try
        {
            hasUpdate = await move;
            if (hasUpdate)
            {
                Current = _updates!.Current;
            }
        }
        catch (Exception e)
        {
            _call!.Fail(e);
            await EndAsync();
            throw;
        }

        if (hasUpdate)
        {
            _isMoving = false;
            _call!.Observe(Current);
            return !_call.NeedsExtension || await ExtendAsync();
        }

        _call!.Complete();
        await EndAsync();
        return false;
    }

    /// <summary>
    /// Reserves more output in the budgets of the call. If a budget refuses, the provider's stream is closed immediately, and
    /// this stream ends after the received update.
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> ExtendAsync()
    {
        _isMoving = true;
        var cutOff = await _call!.ExtendAsync();
        _isMoving = false;
        if (cutOff is null)
        {
            return true;
        }

        if (_call.EndsQuietly)
        {
            Current.FinishReason = ChatFinishReason.Length;
        }
        else
        {
            _cutOff = cutOff;
        }

        await EndAsync();
        return true;
    }

    private async ValueTask EndAsync()
    {
        (_hasEnded, _isDirect) = (true, false);
        try
        {
            if (_updates is not null)
            {
                await _updates.DisposeAsync();
            }
        }
        finally
        {
            _call?.End();
            tokenSource?.Dispose();
            _isMoving = false;
        }
    }
}
