using Microsoft.Extensions.Time.Testing;

namespace LlmCost.AI.Tests.Budgets;

/// <summary>Shows that the model follows the rules, and that random histories detect a store that lacks one of them.</summary>
public sealed class BudgetStoreModelTests : TimedBudgetStoreConformanceTests
{
    // The number is low because the model is slow: it adds up all amounts for each reply.
    protected override int ParallelCalls => 100;

    public static TheoryData<BudgetStoreRule> Rules { get; } =
        [.. Enum.GetValues<BudgetStoreRule>().Except([BudgetStoreRule.None])];

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task HistoryOfAStoreWithoutARule_DiffersFromTheModel(BudgetStoreRule without)
    {
        var random = new Random(1);
        for (var attempt = 0; attempt < 200; attempt++)
        {
            var clock = new FakeTimeProvider();
            await using var test = new StoreUnderTest(new BudgetStoreModel(clock, without), clock, clock.Advance);
            var history = new BudgetStoreHistory(test, new(new BudgetStoreModel(clock), clock));
            if (await history.RunAsync(Enumerable.Range(0, 100).Select(_ => (uint)random.Next())) is not null)
            {
                return;
            }
        }

        Assert.Fail($"No history has detected that the rule {without} is missing.");
    }

    protected override ValueTask<StoreUnderTest> CreateAsync()
    {
        var clock = new FakeTimeProvider();
        return new(new StoreUnderTest(new BudgetStoreModel(clock), clock, clock.Advance));
    }
}
