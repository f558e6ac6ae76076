using System.Text.Json;

namespace LlmCost.AI.Tests;

public sealed class NameClauseTests
{
    [Theory]
    [InlineData("""{"equals":"GPT-4o"}""", "gpt-4o", true)]
    [InlineData("""{"equals":"gpt-4o"}""", "gpt-4o-mini", false)]
    [InlineData("""{"starts_with":"GPT-4o"}""", "gpt-4o-mini", true)]
    [InlineData("""{"starts_with":"gpt-4o"}""", "ft-gpt-4o", false)]
    [InlineData("""{"ends_with":"-Mini"}""", "gpt-4o-mini", true)]
    [InlineData("""{"ends_with":"-mini"}""", "gpt-4o-mini-2024", false)]
    [InlineData("""{"contains":"4O"}""", "gpt-4o-mini", true)]
    [InlineData("""{"contains":"4o"}""", "gpt-4.1", false)]
    [InlineData("""{"regex":"^gpt-[0-9]$"}""", "gpt-5", true)]
    [InlineData("""{"regex":"^gpt-[0-9]$"}""", "gpt-55", false)]
    [InlineData("""{"or":[{"equals":"a"},{"equals":"b"}]}""", "b", true)]
    [InlineData("""{"or":[{"equals":"a"},{"equals":"b"}]}""", "c", false)]
    [InlineData("""{"and":[{"starts_with":"a"},{"ends_with":"b"}]}""", "ab", true)]
    [InlineData("""{"and":[{"starts_with":"a"},{"ends_with":"b"}]}""", "ac", false)]
    public void IsMatch_EachOperator_MatchesTheExpectedNames(string clause, string name, bool isMatch) =>
        Assert.Equal(isMatch, Read(clause).IsMatch(name));

    /// <summary>A lookahead makes .NET use its backtracking engine, which could take years for some names.</summary>
    [Fact]
    public void IsMatch_PatternThatTakesTooLong_DoesNotMatch() =>
        Assert.False(Read("""{"regex":"^(?=a)(a+)+$"}""").IsMatch(new string('a', 40) + "!"));

    [Fact]
    public void IsMatch_PatternWithALookAhead_Matches() => Assert.True(Read("""{"regex":"^(?=gpt)gpt-4"}""").IsMatch("gpt-4o"));

    [Theory]
    [InlineData("""{"equals":"a"}""", 0)]
    [InlineData("""{"regex":"^a+$"}""", 0)]
    [InlineData("""{"regex":"^(?=a)a$"}""", 1)]
    [InlineData("""{"or":[{"regex":"(?=a)"},{"regex":"b"},{"regex":"(?=c)"}]}""", 2)]
    [InlineData("""{"and":[{"regex":"(?=a)"},{"regex":"(?=b)"},{"or":[{"regex":"(?=c)"}]}]}""", 3)]
    public void SlowPatterns_ArePatternsThatCanReachTheTimeLimit(string clause, int patterns) =>
        Assert.Equal(patterns, Read(clause).SlowPatterns);

    [Fact]
    public void Read_UnknownOperator_IsReportedWithTheKnownOperators() => AssertFault(
        "'like' is not a match operator; use equals, starts_with, ends_with, contains, regex, or, and", """{"like":"a"}""");

    [Fact]
    public void Read_EmptyClause_IsReported() => AssertFault("a match clause is empty", "{}");

    [Theory]
    [InlineData("or")]
    [InlineData("and")]
    public void Read_TooDeeplyNestedClause_IsReported(string operation)
    {
        Assert.True(Read(Nested(16)).IsMatch("a"));
        AssertFault("a match clause is nested deeper than 16 levels", Nested(17));

        string Nested(int levels) => levels is 0 ? """{"equals":"a"}""" : $$"""{"{{operation}}":[{{Nested(levels - 1)}}]}""";
    }

    private static NameClause Read(string clause)
    {
        using var json = JsonDocument.Parse(clause);
        return NameClause.Read(json.RootElement);
    }

    private static void AssertFault(string message, string clause) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => Read(clause)).Message);
}
