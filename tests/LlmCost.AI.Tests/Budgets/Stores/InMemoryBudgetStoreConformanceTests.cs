using Microsoft.Extensions.Time.Testing;

namespace LlmCost.AI.Tests.Budgets;

public sealed class InMemoryBudgetStoreConformanceTests : TimedBudgetStoreConformanceTests
{
    protected override int ParallelCalls => 50_000;

    protected override ValueTask<StoreUnderTest> CreateAsync()
    {
        var clock = new FakeTimeProvider();
        return new(new StoreUnderTest(new InMemoryBudgetStore(clock), clock, clock.Advance));
    }
}
