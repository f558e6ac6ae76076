using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;

namespace LlmCost.AI.Tests;

/// <summary>Tests that all calls of a stream belong to the stream's scope and tally, from the first item to the last.</summary>
public sealed class CostAsyncEnumerableExtensionsTests : IDisposable
{
    private const decimal HelloCost = 0.0035m;

    private readonly TestMeter _meter = new();
    private readonly TestChatClient _provider = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _meter.Dispose();

    [Fact]
    public async Task StreamingEndpoint_EveryCallHasTheScope_AndIsInTheTally()
    {
        var tally = CostTally.Begin();
        tally.Dispose();
        await using var app = await WireServer.StartAsync(context => context.Response.WriteAsJsonAsync(
            AnswersAsync(3).WithCostScope("answers", ("team", "search")).WithCostTally(tally), context.RequestAborted));
        using var browser = new HttpClient();

        var answers = await browser.GetFromJsonAsync<string[]>(app.Address, Token);

        Assert.Equal(["answer 0", "answer 1", "answer 2"], answers!);
        Assert.Equal((3, 3 * HelloCost), (tally.Calls, tally.Cost));
        Assert.All(_meter.Observer.Records, record => Assert.Equal("answers", record.Feature));
        Assert.All(_meter.Observer.Records, record => Assert.Equal([KeyValuePair.Create("team", "search")], record.Tags));
    }

    [Fact]
    public async Task Iterator_AddsUpTheCostOfItsOwnStream()
    {
        Assert.Equal(["answer 0", "answer 1", "0.0070 USD"], await ListAsync(AnswersAndCostAsync()));

        async IAsyncEnumerable<string> AnswersAndCostAsync()
        {
            using var tally = CostTally.Begin();
            await foreach (var answer in AnswersAsync(2).WithCostTally(tally))
            {
                yield return answer;
            }

            yield return FormattableString.Invariant($"{tally.Cost:F4} USD");
        }
    }

    [Fact]
    public async Task Scope_ExtendsTheScopeOfItsCaller_EvenAfterItHasEnded()
    {
        IAsyncEnumerable<string> answers;
        using (CostScope.Begin("caller", ("tenant", "a"), ("team", "ads")))
        {
            answers = AnswersAsync(2).WithCostScope(feature: null, new Dictionary<string, string> { ["team"] = "search" });
        }

        using var reader = CostScope.Begin("reader");
        await ListAsync(answers);

        Assert.Same(reader, CostScope.Current);
        Assert.All(_meter.Observer.Records, record => Assert.Equal("caller", record.Feature));
        Assert.All(
            _meter.Observer.Records,
            record => Assert.Equal([KeyValuePair.Create("tenant", "a"), KeyValuePair.Create("team", "search")], record.Tags));
    }

    /// <summary>When an inner scope ends, the scope and the tally of the stream are current again.</summary>
    [Fact]
    public async Task ScopesWithinAStep_RestoreTheScopeOfTheStream()
    {
        var tally = CostTally.Begin();
        tally.Dispose();

        await ListAsync(InnerAsync().WithCostScope("outer").WithCostTally(tally));

        Assert.Equal(["inner", "outer"], _meter.Observer.Records.Select(record => record.Feature));
        Assert.Equal(2, tally.Calls);

        async IAsyncEnumerable<string> InnerAsync()
        {
            using (CostScope.Begin("inner"))
            using (CostTally.Begin())
            {
                await CallAsync();
            }

            await CallAsync();
            yield return "";
        }
    }

    [Fact]
    public async Task AbandonedStream_IsDisposedInItsScope_AndGetsTheTokenOfItsReader()
    {
        string? feature = null;
        var token = CancellationToken.None;
        using var source = new CancellationTokenSource();

        await foreach (var _ in EndlessAsync(CancellationToken.None).WithCostScope("answers").WithCancellation(source.Token))
        {
            break;
        }

        Assert.Equal(("answers", source.Token), (feature, token));
        Assert.Null(CostScope.Current);

        async IAsyncEnumerable<int> EndlessAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            token = cancellationToken;
            try
            {
                while (true)
                {
                    await Task.Yield();
                    yield return 1;
                }
            }
            finally
            {
                feature = CostScope.Current?.Feature;
            }
        }
    }

    [Fact]
    public void InvalidArguments_Throw()
    {
        Assert.Throws<ArgumentNullException>(() => ((IAsyncEnumerable<string>)null!).WithCostScope("feature"));
        Assert.Throws<ArgumentNullException>(() => ((IAsyncEnumerable<string>)null!).WithCostTally(CostTally.Begin()));
        Assert.Throws<ArgumentNullException>(() => AnswersAsync(1).WithCostScope(null, tags: (Dictionary<string, string>)null!));
        Assert.Throws<ArgumentNullException>(() => AnswersAsync(1).WithCostTally(null!));
        Assert.Throws<ArgumentException>(() => AnswersAsync(1).WithCostScope("feature", (" ", "value")));
    }

    private static async Task<List<string>> ListAsync(IAsyncEnumerable<string> stream)
    {
        var items = new List<string>();
        await foreach (var item in stream)
        {
            items.Add(item);
        }

        return items;
    }

    private async IAsyncEnumerable<string> AnswersAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await CallAsync();
            yield return $"answer {i}";
        }
    }

    private Task CallAsync() => Call.MakeAsync(_meter.Client(_provider), streamed: false);
}
