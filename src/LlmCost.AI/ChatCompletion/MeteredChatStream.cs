using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>A streamed answer that is metered as its updates pass; each enumeration is a call.</summary>
/// <remarks>
/// Written by hand rather than as an asynchronous iterator, which takes several times as long to pass on an update that is there already. It behaves as one: the call
/// begins with the first update that is asked for, and ends with the stream, with its failure, or when the enumeration is left.
/// </remarks>
internal sealed class MeteredChatStream(
    CostMeter meter,
    MeteredClient client,
    IChatClient inner,
    IEnumerable<ChatMessage> messages,
    ChatOptions? options,
    CancellationToken streamToken)
    : IAsyncEnumerable<ChatResponseUpdate>, IAsyncEnumerator<ChatResponseUpdate>
{
    private int _enumerations;
    private CancellationToken _cancellationToken;
    private CancellationTokenSource? _bothTokens;
    private CallSlot? _slot;
    private AmbientCall? _own;
    private IAsyncEnumerator<ChatResponseUpdate>? _updates;
    private volatile bool _isMoving;
    private volatile bool _isLeft;
    private volatile bool _isOver;

    public ChatResponseUpdate Current => _updates?.Current!;

    public IAsyncEnumerator<ChatResponseUpdate> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        // This object is the first enumeration itself.
        if (Interlocked.Increment(ref _enumerations) > 1)
        {
            return new MeteredChatStream(meter, client, inner, messages, options, streamToken).GetAsyncEnumerator(cancellationToken);
        }

        if (!streamToken.CanBeCanceled)
        {
            _cancellationToken = cancellationToken;
        }
        else if (!cancellationToken.CanBeCanceled || cancellationToken == streamToken)
        {
            _cancellationToken = streamToken;
        }
        else
        {
            _bothTokens = CancellationTokenSource.CreateLinkedTokenSource(streamToken, cancellationToken);
            _cancellationToken = _bothTokens.Token;
        }

        return this;
    }

    public ValueTask<bool> MoveNextAsync()
    {
        if (_updates is not { } updates || _own is not null)
        {
            return _isOver ? new ValueTask<bool>(false) : BeginOrMoveWithinAsync();
        }

        var hasUpdate = false;
        try
        {
            var next = updates.MoveNextAsync();
            if (!next.IsCompletedSuccessfully)
            {
                return MoveAsync(next);
            }

            if (!next.Result)
            {
                return CompleteAsync();
            }

            var update = updates.Current;
            hasUpdate = true;
            _slot!.Call.TakeIn(update);
        }
        catch (Exception e)
        {
            if (!hasUpdate)
            {
                // What is thrown at once is no different here from what is thrown later.
                return MoveAsync(ValueTask.FromException<bool>(e));
            }

            meter.ReportFailure(MeteringFailure.Reading, e);
        }

        return new ValueTask<bool>(true);
    }

    /// <summary>Leaves the enumeration, at its end or before.</summary>
    public ValueTask DisposeAsync()
    {
        if (_isMoving)
        {
            return LeaveAsync();
        }

        if (_isOver || _slot is null)
        {
            _isOver = true;
            _bothTokens?.Dispose();
            return default;
        }

        return EndAsync();
    }

    private ValueTask<bool> BeginOrMoveWithinAsync()
    {
        if (_slot is null)
        {
            _slot = CallSlot.Take();
            _slot.Call.BeginChat(meter, client, messages, options, isStreaming: true, _cancellationToken);
            _own = _slot.Call.Own;
        }

        if (_own is not null)
        {
            return MoveWithinAsync();
        }

        try
        {
            _updates = Open();
        }
        catch (Exception e)
        {
            return MoveAsync(ValueTask.FromException<bool>(e));
        }

        return MoveNextAsync();
    }

    private IAsyncEnumerator<ChatResponseUpdate> Open() =>
        inner.GetStreamingResponseAsync(messages, _slot!.Call.ForwardedOptions, _cancellationToken).GetAsyncEnumerator(_cancellationToken);

    // No ConfigureAwait(false) here: clients inside may run the app's own code, which keeps its context.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> MoveAsync(ValueTask<bool> next)
    {
        _isMoving = true;
        ExceptionDispatchInfo? failure = null;
        var hasNext = false;
        try
        {
            hasNext = await next;
            if (hasNext)
            {
                _slot!.Call.Observe(_updates!.Current);
            }
        }
        catch (Exception e)
        {
            _slot?.Call.Fail(e);
            failure = ExceptionDispatchInfo.Capture(e);
        }

        _isMoving = false;
        if (failure is not null || _isLeft)
        {
            await EndAsync();
            failure?.Throw();
            return hasNext;
        }

        return hasNext || await CompleteAsync();
    }

    /// <summary>Moves behind an asynchronous method, where the caller's flow does not see what is entered.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> MoveWithinAsync()
    {
        AmbientCall.Enter(_own);
        ValueTask<bool> next;
        try
        {
            _updates ??= Open();
            next = _updates.MoveNextAsync();
        }
        catch (Exception e)
        {
            next = ValueTask.FromException<bool>(e);
        }

        return await MoveAsync(next);
    }

    private async ValueTask<bool> CompleteAsync()
    {
        _slot!.Call.Complete();
        await EndAsync();
        return false;
    }

    /// <summary>Leaves while the next update is awaited. Most streams don't allow that; what does is ended when the wait is over.</summary>
    private async ValueTask LeaveAsync()
    {
        if (_updates is { } updates)
        {
            await updates.DisposeAsync();
        }

        _isLeft = true;
        if (!_isMoving)
        {
            await EndAsync();
        }
    }

    private async ValueTask EndAsync()
    {
        _isOver = true;
        var updates = _updates;
        _updates = null;
        try
        {
            if (updates is not null)
            {
                await updates.DisposeAsync();
            }
        }
        finally
        {
            // A slot that were given back twice would be given to two calls.
            Interlocked.Exchange(ref _slot, null)?.End(meter);
            _bothTokens?.Dispose();
        }
    }
}
