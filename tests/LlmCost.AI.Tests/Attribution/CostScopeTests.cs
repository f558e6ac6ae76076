using Microsoft.Extensions.AI;

namespace LlmCost.AI.Tests;

public sealed class CostScopeTests : IDisposable
{
    private readonly TestMeter _meter = new();
    private readonly TestChatClient _provider = new();

    public static TheoryData<bool> Streamed => Call.Streamed;

    public void Dispose() => _meter.Dispose();

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task Call_InAScope_HasItsFeatureAndTags(bool streamed)
    {
        using (CostScope.Begin(feature: "summarize", ("team", "search"), ("user.id", "42")))
        {
            await Call.MakeAsync(_meter.Client(_provider), streamed);
        }

        Assert.Equal("summarize", _meter.Record.Feature);
        Assert.Equal([KeyValuePair.Create("team", "search"), KeyValuePair.Create("user.id", "42")], _meter.Record.Tags);
    }

    [Fact]
    public async Task Call_OutsideAnyScope_HasNoFeatureAndNoTags()
    {
        await Call.MakeAsync(_meter.Client(_provider), streamed: false);

        Assert.Null(_meter.Record.Feature);
        Assert.Empty(_meter.Record.Tags);
    }

    [Fact]
    public void Begin_Nested_InheritsValuesThatItDoesNotSet()
    {
        using var outer = CostScope.Begin("outer", ("team", "search"), ("tier", "gold"));
        using var inner = CostScope.Begin(null, ("team", "ads"));

        Assert.Equal("outer", inner.Feature);
        Assert.Equal([KeyValuePair.Create("team", "ads"), KeyValuePair.Create("tier", "gold")], inner.Tags);
        Assert.Equal("search", outer.Tags[0].Value);
    }

    [Fact]
    public void Dispose_InOrder_RestoresTheOuterScope()
    {
        var outer = CostScope.Begin("outer");
        var inner = CostScope.Begin("inner");

        inner.Dispose();
        Assert.Same(outer, CostScope.Current);
        outer.Dispose();
        Assert.Null(CostScope.Current);
    }

    [Fact]
    public void Dispose_OutOfOrder_LeavesNoCurrentScope()
    {
        var outer = CostScope.Begin("outer");
        var inner = CostScope.Begin("inner");

        outer.Dispose();
        Assert.Same(inner, CostScope.Current);
        inner.Dispose();
        Assert.Null(CostScope.Current);
    }

    [Fact]
    public void Dispose_Twice_HasNoFurtherEffect()
    {
        var outer = CostScope.Begin("outer");
        var inner = CostScope.Begin("inner");
        inner.Dispose();
        inner.Dispose();

        Assert.Same(outer, CostScope.Current);
        outer.Dispose();
    }

    [Fact]
    public async Task Current_AcrossAwait_IsPreserved()
    {
        using var scope = CostScope.Begin("feature");
        await Task.Yield();

        Assert.Same(scope, CostScope.Current);
    }

    [Fact]
    public async Task Current_InParallelFlows_IsSeparate()
    {
        var client = _meter.Client(_provider);

        await Task.WhenAll(Enumerable.Range(0, 50).Select(async i =>
        {
            using var scope = CostScope.Begin($"feature-{i}");
            await Task.Yield();
            await Call.MakeAsync(client, streamed: i % 2 is 0);
        }));

        Assert.Null(CostScope.Current);
        Assert.Equal(50, _meter.Observer.Records.Select(record => record.Feature).Distinct().Count());
    }

    [Fact]
    public async Task Current_InATaskStartedInTheScope_OutlivesTheScope()
    {
        var go = new TaskCompletionSource();
        Task<string?> started;
        using (CostScope.Begin("background"))
        {
            started = Task.Run(async () =>
            {
                await go.Task;
                return CostScope.Current?.Feature;
            });
        }

        go.SetResult();
        Assert.Equal("background", await started);
    }

    [Fact]
    public async Task Resume_InAnIterator_AttributesTheCallOfEachStep()
    {
        using var around = CostScope.Begin("caller");
        await foreach (var feature in CallTwiceAsync(isResumed: true))
        {
            Assert.Same(around, CostScope.Current);
            Assert.Equal("iterator", feature);
        }

        Assert.Equal(["iterator", "iterator"], _meter.Observer.Records.Select(record => record.Feature));
    }

    [Fact]
    public async Task Iterator_ThatDoesNotResume_LosesTheScopeAfterItsFirstItem()
    {
        await foreach (var _ in CallTwiceAsync(isResumed: false))
        {
        }

        Assert.Equal(["iterator", null], _meter.Observer.Records.Select(record => record.Feature));
    }

    [Fact]
    public async Task Resume_InAnAsyncMethod_DoesNotAffectTheCaller()
    {
        var scope = CostScope.Begin("one");
        scope.Dispose();
        using var around = CostScope.Begin("caller");

        Assert.Equal("one", await ResumeAsync());

        Assert.Same(around, CostScope.Current);

        async Task<string?> ResumeAsync()
        {
            scope.Resume();
            await Task.Yield();
            return CostScope.Current?.Feature;
        }
    }

    [Fact]
    public void Dispose_AfterResume_RestoresTheOuterScopeOfTheResumedScope()
    {
        using var outer = CostScope.Begin("outer");
        var inner = CostScope.Begin("inner");
        inner.Dispose();

        inner.Resume();
        Assert.Same(inner, CostScope.Current);
        inner.Dispose();

        Assert.Same(outer, CostScope.Current);
    }

    [Fact]
    public void Begin_WithDictionary_OverridesTagsOfTheOuterScope()
    {
        using var outer = CostScope.Begin("outer", ("team", "search"), ("tier", "gold"));
        using var inner = CostScope.Begin(null, new SortedDictionary<string, string> { ["region"] = "eu", ["team"] = "ads" });

        Assert.Equal("outer", inner.Feature);
        Assert.Equal(
            [KeyValuePair.Create("team", "ads"), KeyValuePair.Create("tier", "gold"), KeyValuePair.Create("region", "eu")],
            inner.Tags);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(null)]
    public void Begin_BlankTagName_Throws(string? name)
    {
        Assert.ThrowsAny<ArgumentException>(() => CostScope.Begin("feature", (name!, "value")));
        KeyValuePair<string, string>[] tags = [KeyValuePair.Create(name!, "value")];
        Assert.ThrowsAny<ArgumentException>(() => CostScope.Begin("feature", tags));
        Assert.ThrowsAny<ArgumentException>(() => new ChatOptions().WithCostScope("feature", tags));
        Assert.Null(CostScope.Current);
    }

    [Fact]
    public void NullTags_AreRejected()
    {
        IEnumerable<KeyValuePair<string, string>> tags = null!;

        Assert.Throws<ArgumentNullException>(() => CostScope.Begin("feature", tags));
        Assert.Throws<ArgumentNullException>(() => new ChatOptions().WithCostScope("feature", tags));
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task WithCostScope_OnTheOptions_TakesPrecedenceOverTheScope(bool streamed)
    {
        using var scope = CostScope.Begin("ambient", ("team", "search"), ("tier", "gold"));

        await Call.MakeAsync(_meter.Client(_provider), streamed, new ChatOptions().WithCostScope("own", ("team", "ads")));

        Assert.Equal("own", _meter.Record.Feature);
        Assert.Equal([KeyValuePair.Create("team", "ads"), KeyValuePair.Create("tier", "gold")], _meter.Record.Tags);
    }

    [Fact]
    public async Task WithCostScope_WithDictionary_SetsTheTagsOfTheCall()
    {
        var tags = new SortedDictionary<string, string> { ["team"] = "ads", ["tier"] = "gold" };
        var options = new ChatOptions().WithCostScope("own", tags);

        await Call.MakeAsync(_meter.Client(_provider), streamed: false, options);

        Assert.Equal("own", _meter.Record.Feature);
        Assert.Equal(tags, _meter.Record.Tags.OrderBy(tag => tag.Key));
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task WithCostScope_IsRemovedFromTheOptionsForTheProvider(bool streamed)
    {
        var options = new ChatOptions { AdditionalProperties = new() { ["theirs"] = 1 } }.WithCostScope("own", ("team", "ads"));
        ChatOptions? seen = null;
        _provider.OnGetResponse = (_, forwarded, _) =>
        {
            seen = forwarded;
            return Task.FromResult(TestChatClient.Response());
        };
        _provider.OnGetStreamingResponse = (_, forwarded, _) =>
        {
            seen = forwarded;
            return TestChatClient.Stream(TestChatClient.Usage(1, 1));
        };

        await Call.MakeAsync(_meter.Client(_provider), streamed, options);

        Assert.Equal(["theirs"], seen!.AdditionalProperties!.Keys);
        Assert.Equal(3, options.AdditionalProperties!.Count);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task OptionsWithoutTags_ReachTheProviderUnchanged(bool streamed)
    {
        var options = new ChatOptions { AdditionalProperties = new() { ["theirs"] = 1 } };
        ChatOptions? seen = null;
        _provider.OnGetResponse = (_, forwarded, _) =>
        {
            seen = forwarded;
            return Task.FromResult(TestChatClient.Response());
        };
        _provider.OnGetStreamingResponse = (_, forwarded, _) =>
        {
            seen = forwarded;
            return TestChatClient.Stream(TestChatClient.Usage(1, 1));
        };

        await Call.MakeAsync(_meter.Client(_provider), streamed, options);

        Assert.Same(options, seen);
    }

    /// <summary>Begins a scope, and yields two items. Makes a call in this scope before it yields each item.</summary>
    private async IAsyncEnumerable<string?> CallTwiceAsync(bool isResumed)
    {
        var client = _meter.Client(_provider);
        using var scope = CostScope.Begin("iterator");
        for (var i = 0; i < 2; i++)
        {
            if (isResumed)
            {
                scope.Resume();
            }

            await Call.MakeAsync(client, streamed: false);
            yield return CostScope.Current?.Feature;
        }
    }
}
