namespace LlmCost.AI.Tests;

public sealed class TagValueLimiterTests
{
    private readonly TagValueLimiter _limiter = new("team");

    [Fact]
    public void Limit_KnownValue_StaysEvenWhenFull()
    {
        _limiter.Limit("a", 1, out _);
        _limiter.Limit("b", 1, out _);

        Assert.Equal("a", _limiter.Limit("a", 1, out var isFolded));
        Assert.False(isFolded);
    }

    [Theory]
    [InlineData("line\nbreak")]
    [InlineData("nul\0")]
    public void Limit_UnprintableValue_IsFolded(string value)
    {
        Assert.Equal("other", _limiter.Limit(value, 10, out var isFolded));
        Assert.True(isFolded);
    }

    [Fact]
    public void Limit_HalfASurrogatePair_IsFolded() => Assert.Equal("other", _limiter.Limit("a\ud800b", 10, out _));

    [Theory]
    [InlineData("Überraschung")]
    [InlineData("要約")]
    [InlineData("🧾")]
    [InlineData("a{b=\"c\"}")]
    public void Limit_AnyPrintableValue_IsKept(string value) => Assert.Equal(value, _limiter.Limit(value, 10, out _));

    [Fact]
    public void Limit_VeryLongValue_IsFolded() => Assert.Equal("other", _limiter.Limit(new string('x', 1 << 20), 10, out _));

    [Fact]
    public void Limit_ManyThreads_NeverAdmitsMoreThanTheLimit()
    {
        var admitted = new System.Collections.Concurrent.ConcurrentDictionary<string, bool>();

        Parallel.For(0, 100_000, i => admitted[_limiter.Limit($"value-{i % 5_000}", 200, out _)] = true);

        Assert.Equal(201, admitted.Count);
        Assert.Contains("other", admitted.Keys);
    }
}
