using Microsoft.Extensions.DependencyInjection;

namespace LlmCost.AI.Tests;

public sealed class AddFileBudgetStoreTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task AddFileBudgetStore_KeepsBudgetsUntilTheNextStart()
    {
        var counter = new BudgetCounter
        {
            Budget = "lifetime",
            Unit = BudgetUnit.Requests,
            WindowStart = DateTimeOffset.UnixEpoch,
            Limit = 10,
        };
        await using (var services = Build())
        {
            var hold = new BudgetHold();
            hold.Begin(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(2));
            hold.Add(counter, 3, 3, 0).Actual = 3;
            await services.GetRequiredService<IBudgetStore>().SettleAsync(hold, TestContext.Current.CancellationToken);
        }

        await using var next = Build();
        var store = next.GetRequiredService<IBudgetStore>();
        Assert.True(store.IsDurable);
        Assert.Equal(3, (await store.ReadAsync([counter], TestContext.Current.CancellationToken)).Single().Spent);
    }

    [Fact]
    public void AddFileBudgetStore_WithoutAPath_Throws() => Assert.Throws<ArgumentException>(
        () => new ServiceCollection().AddCostMetering().AddFileBudgetStore(" "));

    private ServiceProvider Build()
    {
        var services = new ServiceCollection();
        services.AddCostMetering().AddBudgets().AddFileBudgetStore(_folder.FullName);
        return services.BuildServiceProvider();
    }
}
