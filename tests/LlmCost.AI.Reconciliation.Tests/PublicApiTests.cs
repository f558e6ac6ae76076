namespace LlmCost.AI.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void PublicApi_MatchesTheSnapshot() => PublicApi.Verify(typeof(BillStore).Assembly);
}
