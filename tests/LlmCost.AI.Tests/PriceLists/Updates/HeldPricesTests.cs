namespace LlmCost.AI.Tests;

public sealed class HeldPricesTests
{
    [Fact]
    public void Describe_AFewChanges_ListsEach() =>
        Assert.Equal("id-0: reason 0; id-1: reason 1", HeldPrices.Describe(Changes(2)));

    [Theory]
    [InlineData(20, "id-19: reason 19")]
    [InlineData(21, "id-19: reason 19; and 1 more")]
    [InlineData(25, "id-19: reason 19; and 5 more")]
    public void Describe_MoreChangesThanFit_CountsTheRest(int count, string end) =>
        Assert.EndsWith(end, HeldPrices.Describe(Changes(count)), StringComparison.Ordinal);

    private static List<HeldPriceChange> Changes(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new HeldPriceChange
        {
            Id = $"id-{i}",
            Source = "list",
            Provider = "p",
            Model = "m",
            Reason = $"reason {i}",
        })];
}
