using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace LlmCost.AI.Reconciliation.Tests.Worker;

public sealed class AddCostReconciliationTests
{
    [Fact]
    public async Task Worker_ReadsTheSources_ComparesThemWithTheLedger_AndReportsTheResult()
    {
        await using var month = await SyntheticMonth.CreateAsync(calls: 2);
        using var worker = await WorkerHost.StartAsync(month, change: line =>
            line.Provider is "openai" && line.Amount is not null ? line with { Amount = line.Amount * 1.1m } : line);

        Assert.Equal(0.1, Assert.Single(worker.Read("llmcost.reconciliation.drift"), IsShop).Value, 6);
        Assert.Equal(1, Assert.Single(worker.Read("llmcost.reconciliation.coverage"), IsShop).Value);
        Assert.Equal(1.1, Assert.Single(worker.Read("llmcost.reconciliation.correction_factor"), IsShop).Value, 6);
        var (billed, metered) = (
            Assert.Single(worker.Read("llmcost.reconciliation.billed.cost"), IsShop).Value,
            Assert.Single(worker.Read("llmcost.reconciliation.metered.cost"), IsShop).Value);
        Assert.Equal(1.1, billed / metered, 6);
        Assert.Contains(
            worker.Read("llmcost.reconciliation.difference.cost"),
            one => one.Tags["llmcost.reconciliation.cause"] is "unseen_tier");
        Assert.Contains(
            worker.Log.GetSnapshot(), record => record.Message.StartsWith("UnseenTier explains", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Age_GrowsUntilTheNextDayIsFinal()
    {
        await using var month = await SyntheticMonth.CreateAsync(calls: 1);
        using var worker = await WorkerHost.StartAsync(month);

        var age = Assert.Single(worker.Read("llmcost.reconciliation.age"), IsShop).Value;

        Assert.Equal((worker.Clock.GetUtcNow() - new DateTimeOffset(2026, 11, 29, 0, 0, 0, TimeSpan.Zero)).TotalSeconds, age);
    }

    [Fact]
    public async Task ProviderWithoutABill_HasItsMeteredCost_AndIsLoggedOnce()
    {
        await using var month = await SyntheticMonth.CreateAsync(calls: 1);
        using var worker = await WorkerHost.StartAsync(month, provider => provider is "openai");

        await worker.WaitForRunAsync(() => worker.Clock.Advance(TimeSpan.FromDays(1)));

        var (value, tags) = Assert.Single(worker.Read("llmcost.reconciliation.without_bill.cost"));
        Assert.Equal("anthropic", Assert.Single(tags).Value);
        Assert.True(value > 1, $"{value}");
        Assert.DoesNotContain(
            worker.Read("llmcost.reconciliation.age"), one => one.Tags["gen_ai.provider.name"] is "anthropic");
        Assert.Single(
            worker.Log.GetSnapshot(),
            record => record.Message.StartsWith("anthropic has no bill, and cost ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Worker_RunsAgainAtItsTimeOfDay()
    {
        await using var month = await SyntheticMonth.CreateAsync(calls: 1);
        using var worker = await WorkerHost.StartAsync(month);
        Assert.Equal(new DateTimeOffset(2026, 12, 2, 6, 0, 0, TimeSpan.Zero), worker.NextRun);

        worker.Clock.SetUtcNow(new DateTimeOffset(2026, 12, 2, 5, 59, 0, TimeSpan.Zero));
        Assert.Equal(1, worker.Runs);
        await worker.WaitForRunAsync(() => worker.Clock.Advance(TimeSpan.FromMinutes(1)));

        Assert.Equal(2, worker.Runs);
        Assert.Equal(new DateTimeOffset(2026, 12, 3, 6, 0, 0, TimeSpan.Zero), worker.NextRun);
    }

    [Fact]
    public async Task FailedSource_IsLogged_AndOtherSourcesAreCompared()
    {
        await using var month = await SyntheticMonth.CreateAsync(calls: 1);
        using var worker = await WorkerHost.StartAsync(month, isBroken: true);

        Assert.Contains(worker.Log.GetSnapshot(), record => record.Message.StartsWith(
            "The bills of broken could not be read: 403.", StringComparison.Ordinal));
        Assert.NotEmpty(worker.Read("llmcost.reconciliation.coverage"));
    }

    [Theory]
    [InlineData("LedgerPath", " ", "LedgerPath is empty")]
    [InlineData("BillsPath", " ", "BillsPath is empty")]
    [InlineData("Tolerance", "1.5", "Tolerance is 1.5; it must be a share between 0 and 1")]
    [InlineData("ExchangeRates:EUR", "0", "ExchangeRates:EUR is 0; it must be greater than 0")]
    [InlineData("DaysUntilFinal:openai", "90", "DaysUntilFinal:openai is 90; it must be between 0 and 60")]
    [InlineData("BilsPath", "bills.db", "BilsPath is not a key of LlmCost:Reconciliation; did you mean 'BillsPath'?")]
    [InlineData("Rates:EUR", "1.08", "Rates is not a key of LlmCost:Reconciliation; did you mean 'ExchangeRates'?")]
    [InlineData("Colour", "red", "Colour is not a key of LlmCost:Reconciliation; it must be one of LedgerPath, ArchivePath, ")]
    public void InvalidOption_PreventsTheStart_AndIsReportedWithItsKey(string key, string value, string message)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["LlmCost:Reconciliation:LedgerPath"] = "ledger",
            [$"LlmCost:Reconciliation:{key}"] = value,
        }).Build();
        using var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddLogging()
            .AddCostReconciliation().BuildServiceProvider();

        var fault = Assert.Throws<OptionsValidationException>(
            () => services.GetRequiredService<IOptions<CostReconciliationOptions>>().Value);

        Assert.StartsWith($"LlmCost:Reconciliation:{message}", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryOption_IsAKey_AndCommentsAreNot()
    {
        var options = typeof(CostReconciliationOptions).GetProperties().Select(option => option.Name).Append("_comment");
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(options.Select(
            option => KeyValuePair.Create(
                $"LlmCost:Reconciliation:{option}",
                (string?)(option.EndsWith("Path", StringComparison.Ordinal) ? "x" : "")))).Build();
        using var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddLogging()
            .AddCostReconciliation().BuildServiceProvider();

        Assert.Equal("x", services.GetRequiredService<IOptions<CostReconciliationOptions>>().Value.BillsPath);
    }

    [Fact]
    public async Task UnwritableFile_PreventsTheStart()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("bills.db"), new string('x', 5_000));
        using var host = new HostBuilder().ConfigureServices(services => services.AddCostReconciliation(options =>
            (options.LedgerPath, options.BillsPath) = (folder.Path, folder.File("bills.db")))).Build();

        await Assert.ThrowsAsync<InvalidDataException>(() => host.StartAsync(TestContext.Current.CancellationToken));
    }

    private static bool IsShop((double Value, IReadOnlyDictionary<string, object?> Tags) measurement) =>
        measurement.Tags["gen_ai.provider.name"] is "openai" && measurement.Tags.GetValueOrDefault("llmcost.account") is "shop";
}
