using LlmCost.AI.Tests.Budgets;

namespace LlmCost.AI.Redis.Tests;

/// <summary>The rules that apply to all stores, tested on Garnet.</summary>
public sealed class GarnetConformanceTests(SharedGarnet garnet) : BudgetStoreConformanceTests, IClassFixture<SharedGarnet>
{
    protected override int ParallelCalls => 300;

    protected override ValueTask<StoreUnderTest> CreateAsync()
    {
        var store = new RedisBudgetStore(garnet.Connection, SharedRedis.NewGroup());
        return new(new StoreUnderTest(store, TimeProvider.System, dispose: store.DisposeAsync));
    }
}
