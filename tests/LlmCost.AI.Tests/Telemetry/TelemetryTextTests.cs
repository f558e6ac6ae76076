namespace LlmCost.AI.Tests;

public sealed class TelemetryTextTests
{
    private static readonly string s_longest = new('x', 1_024);

    [Theory]
    [InlineData("gpt-4o")]
    [InlineData("x\"} 1")]
    [InlineData("שלום")]
    [InlineData("要約 🧾")]
    [InlineData("")]
    [InlineData(null)]
    public void Fit_ValidText_IsUnchanged(string? text) => Assert.Same(text, TelemetryText.Sanitize(text));

    [Theory]
    [InlineData("a\nb", "a\uFFFDb")]
    [InlineData("\0", "\uFFFD")]
    [InlineData("\u001b[31m", "\uFFFD[31m")]
    [InlineData("\u0085", "\uFFFD")]
    [InlineData("🧾\t", "🧾\uFFFD")]
    public void Fit_ControlCharacters_AreReplaced(string text, string expected) =>
        Assert.Equal(expected, TelemetryText.Sanitize(text));

    [Fact]
    public void Fit_LoneSurrogates_AreReplaced()
    {
        Assert.Equal("a\uFFFDb", TelemetryText.Sanitize("a\ud83eb"));
        Assert.Equal("\uFFFD\uFFFD", TelemetryText.Sanitize("\uddfe\ud83e"));
        Assert.Equal("🧾\uFFFD", TelemetryText.Sanitize("🧾\ud83e"));
    }

    [Fact]
    public void Fit_LongText_IsTruncatedAndMarked()
    {
        Assert.Equal(new string('x', 1_023) + "…", TelemetryText.Sanitize(new string('x', 1_025)));
        Assert.Same(s_longest, TelemetryText.Sanitize(s_longest));
    }

    /// <summary>If the limit splits a surrogate pair, both halves are removed.</summary>
    [Theory]
    [InlineData(1_021)]
    [InlineData(1_022)]
    [InlineData(1_023)]
    [InlineData(1_024)]
    public void Fit_LongTextWithASurrogatePairAtTheLimit_DoesNotSplitThePair(int before)
    {
        var fit = TelemetryText.Sanitize(new string('x', before) + string.Concat(Enumerable.Repeat("🧾", 1_000)));

        Assert.InRange(fit!.Length, 1_022, 1_024);
        Assert.EndsWith("…", fit, StringComparison.Ordinal);
        Assert.True(TelemetryText.IsClean(fit));
        Assert.DoesNotContain('\uFFFD', fit);
    }

    [Fact]
    public void Fit_Tags_AreCopiedOnlyIfOneChanges()
    {
        KeyValuePair<string, string>[] fit = [new("team", "search"), new("user.id", "42")];

        Assert.Same(fit, TelemetryText.Sanitize(fit));
        Assert.Equal(
            [new("team", "search"), new("user.id", "4\uFFFD2")],
            TelemetryText.Sanitize([new("team", "search"), new("user.id", "4\n2")]));
    }
}
