using LlmCost.AI.Tests.Budgets;

namespace LlmCost.AI.Redis.Tests;

/// <summary>The rules that apply to all stores, tested on a real server with its own clock.</summary>
[Collection(OneRedis.Name)]
public sealed class RedisConformanceTests(SharedRedis redis) : BudgetStoreConformanceTests
{
    protected override int ParallelCalls => 300;

    protected override ValueTask<StoreUnderTest> CreateAsync()
    {
        var store = new RedisBudgetStore(redis.Connection, SharedRedis.NewGroup());
        return new(new StoreUnderTest(store, TimeProvider.System, dispose: store.DisposeAsync));
    }
}
