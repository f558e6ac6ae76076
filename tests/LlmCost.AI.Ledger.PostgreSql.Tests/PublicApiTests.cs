using LlmCost.AI.Tests;

namespace LlmCost.AI.Ledger.PostgreSql.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void PublicApi_MatchesTheSnapshot() => PublicApi.Verify(typeof(PostgreSqlLedger).Assembly);
}
