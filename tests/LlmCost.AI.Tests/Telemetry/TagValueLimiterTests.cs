namespace LlmCost.AI.Tests;

public sealed class TagValueLimiterTests
{
    private readonly TagValueLimiter _limiter = new("team");

    [Fact]
    public void Limit_KnownValue_IsKeptAtTheLimit()
    {
        _limiter.Limit("a", 1, out _);
        _limiter.Limit("b", 1, out _);

        Assert.Equal("a", _limiter.Limit("a", 1, out var isFolded));
        Assert.False(isFolded);
    }

    [Theory]
    [InlineData("line\nbreak")]
    [InlineData("nul\0")]
    public void Limit_UnprintableValue_BecomesOther(string value)
    {
        Assert.Equal("other", _limiter.Limit(value, 10, out var isFolded));
        Assert.True(isFolded);
    }

    [Fact]
    public void Limit_LoneSurrogate_BecomesOther() => Assert.Equal("other", _limiter.Limit("a\ud800b", 10, out _));

    [Theory]
    [InlineData("Überraschung")]
    [InlineData("要約")]
    [InlineData("🧾")]
    [InlineData("a{b=\"c\"}")]
    public void Limit_AnyPrintableValue_IsKept(string value) => Assert.Equal(value, _limiter.Limit(value, 10, out _));

    [Fact]
    public void Limit_VeryLongValue_BecomesOther() => Assert.Equal("other", _limiter.Limit(new string('x', 1 << 20), 10, out _));

    [Fact]
    public void Limit_ManyThreads_NeverAdmitsMoreThanTheLimit()
    {
        var admitted = new System.Collections.Concurrent.ConcurrentDictionary<string, bool>();

        Parallel.For(0, 100_000, i => admitted[_limiter.Limit($"value-{i % 5_000}", 200, out _)] = true);

        Assert.Equal(201, admitted.Count);
        Assert.Contains("other", admitted.Keys);
    }

    [Fact]
    public void Limit_UnverifiedValues_GetATenthOfTheLimit()
    {
        for (var i = 0; i < 200; i++)
        {
            _limiter.Limit($"junk-{i}", 100, out _, isProven: false);
        }

        Assert.Equal("junk-9", _limiter.Limit("junk-9", 100, out _, isProven: false));
        Assert.Equal("other", _limiter.Limit("junk-10", 100, out _, isProven: false));
        Assert.Equal(90, Enumerable.Range(0, 200).Count(i => _limiter.Limit($"model-{i}", 100, out _) != "other"));
    }

    [Fact]
    public void Limit_ValueThatIsVerifiedLater_FreesAPlaceForAnother()
    {
        _limiter.Limit("slow-start", 10, out _, isProven: false);
        _limiter.Limit("slow-start", 10, out _);
        _limiter.Limit("slow-start", 10, out _);

        Assert.Equal("next", _limiter.Limit("next", 10, out _, isProven: false));
        Assert.Equal("other", _limiter.Limit("one more", 10, out _, isProven: false));
    }

    [Fact]
    public void Limit_ManyThreadsWithBothKinds_NeverAdmitsMoreThanTheLimits()
    {
        var admitted = new System.Collections.Concurrent.ConcurrentDictionary<string, bool>();

        Parallel.For(0, 100_000, i => admitted[_limiter.Limit($"{i % 2}-{i % 5_000}", 200, out _, isProven: i % 2 is 0)] = true);

        Assert.Equal(200, admitted.Keys.Count(value => value != "other"));
        Assert.InRange(admitted.Keys.Count(value => value.StartsWith("1-", StringComparison.Ordinal)), 0, 20);
    }
}
