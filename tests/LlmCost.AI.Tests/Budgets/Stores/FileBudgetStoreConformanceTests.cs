using Microsoft.Extensions.Time.Testing;

namespace LlmCost.AI.Tests.Budgets;

public sealed class FileBudgetStoreConformanceTests : TimedBudgetStoreConformanceTests
{
    protected override ValueTask<StoreUnderTest> CreateAsync()
    {
        var clock = new FakeTimeProvider();
        var folder = Directory.CreateTempSubdirectory();
        var store = new FileBudgetStore(folder.FullName, clock);
        return new(new StoreUnderTest(store, clock, clock.Advance, async () =>
        {
            await store.DisposeAsync();
            folder.Delete(recursive: true);
        }));
    }
}
