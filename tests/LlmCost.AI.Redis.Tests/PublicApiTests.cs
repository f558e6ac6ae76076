using LlmCost.AI.Tests;

namespace LlmCost.AI.Redis.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void PublicApi_MatchesTheSnapshot() => PublicApi.Verify(typeof(RedisBudgetStore).Assembly);
}
