using System.Text;
using Microsoft.Extensions.AI;

namespace LlmCost.AI.Tests;

public sealed class MeteredStreamTests : IDisposable
{
    private readonly TestMeter _meter = new();
    private readonly StreamClient _provider = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _meter.Dispose();

    [Fact]
    public async Task Stream_ImmediateUpdates_PassThroughUnchanged()
    {
        ChatResponseUpdate[] updates =
            [TestChatClient.Text("Hello "), TestChatClient.Text("there."), TestChatClient.Usage(1_000, 100)];
        _provider.Stream = new HandMadeStream([.. updates.Select(update => new ValueTask<bool>(true))], updates);

        var received = await Read().ToListAsync(Token);

        Assert.Equal(updates, received);
        Assert.Equal(1_100, _meter.Record.Usage.Total);
        Assert.Equal(CallOutcome.Completed, _meter.Record.Outcome);
    }

    [Fact]
    public async Task Stream_ExceptionWhenOpened_IsThrownWithTheFirstUpdate()
    {
        var thrown = new InvalidOperationException("no");
        _provider.OnOpen = () => throw thrown;

        await using var enumerator = Read().GetAsyncEnumerator(Token);
        var first = enumerator.MoveNextAsync();

        Assert.Same(thrown, await Assert.ThrowsAsync<InvalidOperationException>(async () => await first));
        Assert.Equal(CallOutcome.Failed, _meter.Record.Outcome);
        Assert.False(await enumerator.MoveNextAsync());
    }

    [Fact]
    public async Task Stream_SynchronousException_IsAwaitedLikeAnyOther()
    {
        var thrown = new IOException("reset");
        var stream = new HandMadeStream([new(true)], [TestChatClient.Text("Hello")]) { Thrown = thrown };
        _provider.Stream = stream;

        await using var enumerator = Read().GetAsyncEnumerator(Token);
        Assert.True(await enumerator.MoveNextAsync());
        var next = enumerator.MoveNextAsync();

        Assert.Same(thrown, await Assert.ThrowsAsync<IOException>(async () => await next));
        Assert.Equal(CallOutcome.Failed, _meter.Record.Outcome);
        Assert.Equal(1, stream.Disposals);
    }

    [Fact]
    public async Task Stream_CurrentThrows_IsFailed_AndTheCallerReceivesTheException()
    {
        _provider.Stream = new HandMadeStream([new(true)], []);

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Read().ToListAsync(Token));

        Assert.Equal(CallOutcome.Failed, _meter.Record.Outcome);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stream_UnreadableUpdate_ReachesTheCaller_AndOtherUpdatesAreCounted(bool isLate)
    {
        var failures = _meter.Collect<long>(CostMetricNames.Failures);
        ChatResponseUpdate[] updates = [TestChatClient.Text("Hello "), null!, TestChatClient.Usage(1_000, 100)];
        _provider.Stream = new HandMadeStream([.. updates.Select(_ => Move())], updates);

        var received = await Read().ToListAsync(Token);

        Assert.Equal(updates, received);
        Assert.Equal(1_100, _meter.Record.Usage.Total);
        Assert.Equal(CallOutcome.Completed, _meter.Record.Outcome);
        Assert.Equal(1, Assert.Single(failures.GetMeasurementSnapshot()).Value);

        ValueTask<bool> Move() => isLate ? new ValueTask<bool>(LateMoveAsync()) : new ValueTask<bool>(true);

        static async Task<bool> LateMoveAsync()
        {
            await Task.Yield();
            return true;
        }
    }

    [Fact]
    public async Task Stream_DisposedWhileAnUpdateIsAwaited_FailsAsWithoutTheMeter_AndTheCallContinues()
    {
        var late = new TaskCompletionSource();
        _provider.Stream = Iterator();
        var enumerator = Read().GetAsyncEnumerator(Token);
        var first = enumerator.MoveNextAsync();

        await Assert.ThrowsAsync<NotSupportedException>(async () => await enumerator.DisposeAsync());
        late.SetResult();

        Assert.True(await first);
        Assert.False(await enumerator.MoveNextAsync());
        Assert.Equal(CallOutcome.Completed, _meter.Record.Outcome);

        async IAsyncEnumerable<ChatResponseUpdate> Iterator()
        {
            await late.Task;
            yield return TestChatClient.Usage(1_000, 100);
        }
    }

    [Fact]
    public async Task Stream_ReadBeyondItsEndAndDisposedTwice_IsOneCall()
    {
        var stream = new HandMadeStream([new(true)], [TestChatClient.Usage(1_000, 100)]);
        _provider.Stream = stream;
        var enumerator = Read().GetAsyncEnumerator(Token);
        await enumerator.MoveNextAsync();

        Assert.False(await enumerator.MoveNextAsync());
        Assert.False(await enumerator.MoveNextAsync());
        await enumerator.DisposeAsync();
        await enumerator.DisposeAsync();

        Assert.Equal(1_100, _meter.Record.Usage.Total);
        Assert.Equal(1, stream.Disposals);
    }

    [Fact]
    public async Task Stream_DisposedBeforeTheFirstUpdate_IsNotRecorded()
    {
        var enumerator = Read().GetAsyncEnumerator(Token);

        await enumerator.DisposeAsync();

        Assert.False(await enumerator.MoveNextAsync());
        Assert.Empty(_meter.Observer.Records);
        Assert.Equal(0, _provider.Calls);
    }

    [Fact]
    public async Task Stream_DisposalOfTheProvidersStreamThrows_IsStillRecorded()
    {
        _provider.Stream = new HandMadeStream([new(true)], [TestChatClient.Usage(1_000, 100)])
        {
            OnDispose = () => throw new IOException(),
        };

        await Assert.ThrowsAsync<IOException>(async () => await Read().ToListAsync(Token));

        Assert.Equal(1_100, _meter.Record.Usage.Total);
    }

    [Fact]
    public async Task Stream_ReadTwiceConcurrently_IsTwoSeparateCalls()
    {
        _provider.OnOpen = () => TestChatClient.Stream(
            TestChatClient.Text("Hello"), TestChatClient.Usage(_provider.Calls * 1_000, 0));
        var stream = Read();

        await Task.WhenAll(stream.ToListAsync(Token).AsTask(), stream.ToListAsync(Token).AsTask());

        Assert.Equal([1_000, 2_000], _meter.Observer.Records.Select(record => record.Usage.Total).Order());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stream_TokenOfTheCallAndOfItsEnumeration_BothReachTheProvider(bool first)
    {
        using var ofCall = new CancellationTokenSource();
        using var ofEnumeration = new CancellationTokenSource();
        _provider.Stream = TestChatClient.Stream(TestChatClient.Text("Hello"), TestChatClient.Usage(1_000, 100));

        await using var enumerator = _meter.Client(_provider).GetStreamingResponseAsync("hi", cancellationToken: ofCall.Token)
            .GetAsyncEnumerator(ofEnumeration.Token);
        await enumerator.MoveNextAsync();
        Assert.False(_provider.Token.IsCancellationRequested);
        await (first ? ofCall : ofEnumeration).CancelAsync();

        Assert.True(_provider.Token.IsCancellationRequested);
    }

    [Fact]
    public async Task Stream_OfAClientThatMayHideAnotherMeter_LeavesNoStateInTheCallersFlow()
    {
        _provider.IsNamed = false;
        _provider.Stream = new HandMadeStream(
            [new(true), new(true)], [TestChatClient.Text("Hello"), TestChatClient.Usage(1_000, 100)]);
        var calls = 0;

        await foreach (var _ in Read())
        {
            calls += Ambient<AmbientCall>.Current is null ? 0 : 1;
        }

        Assert.Equal(0, calls);
        Assert.Equal(1_100, _meter.Record.Usage.Total);
    }

    [Fact]
    public async Task Estimate_OfAnyText_IsAQuarterOfItsBytes()
    {
        var random = new Random(6);
        for (var i = 0; i < 500; i++)
        {
            var letters = "aZ 7é߿ࠀ漢😀\ud83d\ude00\ud800\udc00\0\u007f\u0080".ToCharArray();
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(
                _ => random.Next(2) is 0 ? 'a' : letters[random.Next(letters.Length)]));
            _provider.Stream = TestChatClient.Stream(TestChatClient.Text(text));

            await Read().ToListAsync(Token);

            Assert.Equal((Encoding.UTF8.GetByteCount(text) + 3) / 4, _meter.Observer.Records.ElementAt(i).Usage.Output);
        }
    }

    private IAsyncEnumerable<ChatResponseUpdate> Read() => _meter.Client(_provider).GetStreamingResponseAsync("hi");

    /// <summary>A client that returns the test's own stream unchanged.</summary>
    private sealed class StreamClient : IChatClient
    {
        private readonly ChatClientMetadata _metadata = new("openai", new Uri("https://api.openai.com/v1"), "gpt-4o");
        private int _calls;

        public bool IsNamed { get; set; } = true;

        public int Calls => _calls;

        public CancellationToken Token { get; private set; }

        public Func<IAsyncEnumerable<ChatResponseUpdate>> OnOpen { get; set; } = () =>
            throw new InvalidOperationException("No stream is set.");

        public IAsyncEnumerable<ChatResponseUpdate> Stream
        {
            set => OnOpen = () => value;
        }

        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            Token = cancellationToken;
            Interlocked.Increment(ref _calls);
            return OnOpen();
        }

        public object? GetService(Type serviceType, object? serviceKey = null) =>
            IsNamed && serviceType == typeof(ChatClientMetadata) ? _metadata : null;

        public void Dispose()
        {
        }
    }

    /// <summary>A stream that is not a compiler-generated iterator, fully controlled by the test.</summary>
    private sealed class HandMadeStream(
        ValueTask<bool>[] moves,
        ChatResponseUpdate[] updates) : IAsyncEnumerable<ChatResponseUpdate>, IAsyncEnumerator<ChatResponseUpdate>
    {
        private int _moves;

        /// <summary>
        /// Gets the exception that <c>MoveNextAsync</c> throws synchronously after it has returned all <c>moves</c>.
        /// </summary>
        public Exception? Thrown { get; init; }

        public Action OnDispose { get; init; } = () => { };

        public int Disposals { get; private set; }

        public ChatResponseUpdate Current =>
            _moves <= updates.Length ? updates[_moves - 1] : throw new ArgumentOutOfRangeException(nameof(updates));

        public IAsyncEnumerator<ChatResponseUpdate> GetAsyncEnumerator(CancellationToken cancellationToken = default) => this;

        public ValueTask<bool> MoveNextAsync() =>
            _moves < moves.Length ? moves[_moves++] : Thrown is null ? new ValueTask<bool>(false) : throw Thrown;

        public ValueTask DisposeAsync()
        {
            Disposals++;
            OnDispose();
            return default;
        }
    }
}
