namespace LlmCost.AI.Tests.Budgets;

/// <summary>Shows that random call histories detect a gate or a store that lacks one of the rules.</summary>
public sealed class BudgetGateRuleTests
{
    private const int Histories = 200;
    private const int Steps = 100;

    public static TheoryData<BudgetGateRule> Rules { get; } =
        [.. Enum.GetValues<BudgetGateRule>().Except([BudgetGateRule.None])];

    [Fact]
    public async Task Histories_ViolateNoRule()
    {
        for (var seed = 0; seed < Histories; seed++)
        {
            using var history = new BudgetGateHistory(seed, without: BudgetGateRule.None);

            Assert.Null(await history.RunAsync(Steps));
        }
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task HistoryWithoutARule_ViolatesARule(BudgetGateRule without)
    {
        for (var seed = 0; seed < Histories; seed++)
        {
            using var history = new BudgetGateHistory(seed, without);
            if (await history.RunAsync(Steps) is not null)
            {
                return;
            }
        }

        Assert.Fail($"No history has detected that the rule {without} is missing.");
    }
}
