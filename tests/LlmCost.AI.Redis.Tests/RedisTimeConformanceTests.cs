using LlmCost.AI.Tests.Budgets;

namespace LlmCost.AI.Redis.Tests;

/// <summary>The rules that depend on time, tested on a real server. The scripts read the clock of the test.</summary>
[Collection(OneRedis.Name)]
public sealed class RedisTimeConformanceTests(SharedRedis redis) : TimedBudgetStoreConformanceTests
{
    protected override int ParallelCalls => 100;

    protected override ValueTask<StoreUnderTest> CreateAsync() => new(MovableClock.CreateStore(redis));
}
