using System.Globalization;
using System.Net;
using LlmCost.AI.EndToEnd.Apps;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace LlmCost.AI.Tests;

/// <summary>Tests <c>AddHealthChecks().AddLlmCost()</c> through the health endpoint of a real app.</summary>
public sealed class LlmCostHealthCheckTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("llmcost-health-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task AppWithPricedCalls_IsHealthy()
    {
        await using var app = await HealthApp.StartAsync(
            metering => metering.AddLedger(ledger => ledger.Path = _folder.FullName));
        app.Call(100);
        await app.Services.GetRequiredService<LedgerWriter>().FlushAsync(TestContext.Current.CancellationToken);

        var health = await app.GetHealthAsync();

        Assert.Equal((HttpStatusCode.OK, "Healthy", null), (health.StatusCode, health.Status, health.Description));
        Assert.Equal(
            [
                ("calls", "100"), ("unpriced_calls", "0"), ("unpriced_share", "0"), ("budget_store_away", "False"),
                ("price_list_age_seconds", "0"), ("price_changes_held", "0"), ("ledger_lag_seconds", "0"),
                ("ledger_records_dropped", "0"),
            ],
            health.Data.EnumerateObject().Select(number => (number.Name, number.Value.ToString())));
    }

    [Fact]
    public async Task PricesOlderThanSixtyDays_AreStale()
    {
        await using var app = await HealthApp.StartAsync();
        app.Clock.Advance(TimeSpan.FromDays(60));
        var young = await app.GetHealthAsync();
        app.Clock.Advance(TimeSpan.FromDays(1));

        var health = await app.GetHealthAsync();

        Assert.Equal("Healthy", young.Status);
        Assert.Equal("Degraded", health.Status);
        Assert.Equal("The newest price list is 61 days old: update LlmCost.AI, or add a price feed.", health.Description);
        Assert.Equal(61 * 86_400, health.Number("price_list_age_seconds"));
    }

    [Fact]
    public async Task PriceChangeThatAwaitsApproval_IsReported()
    {
        var file = Path.Combine(_folder.FullName, "prices.json");
        Write(input: 5);
        await using var app = await HealthApp.StartAsync(settings: ("LlmCost:PriceFiles:0", file));
        Assert.Equal("Healthy", (await app.GetHealthAsync()).Status);

        Write(input: 5_000);
        app.Clock.Advance(TimeSpan.FromSeconds(5));

        var health = await app.GetHealthAsync();
        Assert.Equal("Degraded", health.Status);
        Assert.Contains("wait for approval (1)", health.Description, StringComparison.Ordinal);
        Assert.Equal(1, health.Number("price_changes_held"));

        void Write(decimal input)
        {
            File.WriteAllText(file, string.Create(
                CultureInfo.InvariantCulture,
                $$"""
                {"provider":"openai","source":"https://example.com","checked":"2026-09-01",
                  "models":{"gpt-4o":{"prices":[{"price":{"input": {{input}}, "output": 10 } } ] } } }
                """));
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddSeconds((double)input));
        }
    }

    [Theory]
    [InlineData(0, 0, "Healthy")]
    [InlineData(10, 9, "Healthy")] // Too few calls.
    [InlineData(19, 1, "Healthy")] // Exactly 5 %.
    [InlineData(18, 2, "Degraded")]
    [InlineData(0, 20, "Degraded")]
    public async Task CallsWithoutPrice_AreReported_AboveFivePercentOfAtLeastTwentyCalls(
        int priced, int unpriced, string status)
    {
        await using var app = await HealthApp.StartAsync();
        app.Call(priced);
        app.Call(unpriced, "acme-experimental-1");

        var health = await app.GetHealthAsync();

        Assert.Equal(status, health.Status);
        Assert.Equal((double)unpriced, health.Number("unpriced_calls"));
        Assert.Equal((double)priced + unpriced, health.Number("calls"));
    }

    [Fact]
    public async Task CallsWithoutPrice_AreReportedForFiveMinutes()
    {
        await using var app = await HealthApp.StartAsync();
        app.Call(50, "acme-experimental-1");
        app.Clock.Advance(TimeSpan.FromMinutes(4));
        var during = await app.GetHealthAsync();
        app.Clock.Advance(TimeSpan.FromMinutes(1));

        var after = await app.GetHealthAsync();

        Assert.StartsWith("The cost of 100 % of the last 50 calls is unknown", during.Description, StringComparison.Ordinal);
        Assert.Equal(("Healthy", 0), (after.Status, after.Number("calls")));
    }

    [Fact]
    public async Task LedgerThatDoesNotWrite_IsReported()
    {
        await using var app = await HealthApp.StartAsync(metering => metering.AddLedger(ledger =>
        {
            ledger.Path = _folder.FullName;
            ledger.FlushInterval = TimeSpan.FromMinutes(1);
        }));
        app.Call(1);
        app.Clock.Advance(TimeSpan.FromSeconds(61));

        var health = await app.GetHealthAsync();

        Assert.Equal("Degraded", health.Status);
        Assert.StartsWith("The ledger has not written a record for 61 seconds", health.Description, StringComparison.Ordinal);
        Assert.Equal(61, health.Number("ledger_lag_seconds"));
    }

    [Fact]
    public async Task RecordsDroppedByTheLedger_AreReportedForFiveMinutes()
    {
        await using var app = await HealthApp.StartAsync(metering => metering.AddLedger(ledger =>
        {
            ledger.Path = _folder.FullName;
            ledger.QueueLength = 64;
            ledger.FlushInterval = TimeSpan.FromMinutes(1);
        }));
        app.Call(70);

        var health = await app.GetHealthAsync();

        Assert.Equal("Degraded", health.Status);
        Assert.StartsWith(
            "The ledger could not store 6 records and kept only their sums", health.Description, StringComparison.Ordinal);
        Assert.Equal(6, health.Number("ledger_records_dropped"));

        await app.Services.GetRequiredService<LedgerWriter>().FlushAsync(TestContext.Current.CancellationToken);
        app.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal("Healthy", (await app.GetHealthAsync()).Status);
    }

    [Fact]
    public async Task LedgerThatIsNotForwarded_IsReported()
    {
        var destination = new UnreachableDestination();
        await using var app = await HealthApp.StartAsync(metering =>
        {
            metering.AddLedger(ledger => ledger.Path = _folder.FullName);
            metering.Services.AddSingleton<ILedgerDestination>(destination);
        });
        app.Call(1);
        await app.Services.GetRequiredService<LedgerWriter>().FlushAsync(TestContext.Current.CancellationToken);
        while (!destination.Asked.IsCompleted)
        {
            app.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(destination.Asked, Task.Delay(10, TestContext.Current.CancellationToken));
        }

        app.Clock.Advance(TimeSpan.FromHours(1));

        var health = await app.GetHealthAsync();
        Assert.Equal("Degraded", health.Status);
        Assert.StartsWith("The ledger has not been forwarded for 36", health.Description, StringComparison.Ordinal);
        Assert.InRange(health.Number("ledger_forward_lag_seconds"), 3_600, 3_660);
    }

    [Fact]
    public async Task UnreachableBudgetStore_IsReported_UntilItAnswers()
    {
        var store = new SharedBudgetStore();
        await using var app = await HealthApp.StartAsync(metering =>
        {
            metering.AddBudgets(budgets => budgets.Add("day", budget => budget.Usd(10).PerDay()));
            metering.Services.AddSingleton<IBudgetStore>(store);
        });
        using var client = new CountingChatClient().AsBuilder().UseCostMetering().Build(app.Services);
        await client.GetResponseAsync("Hi?", cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal("Healthy", (await app.GetHealthAsync()).Status);

        store.IsAway = true;
        await client.GetResponseAsync("Hi?", cancellationToken: TestContext.Current.CancellationToken);
        var away = await app.GetHealthAsync();
        store.IsAway = false;
        app.Clock.Advance(TimeSpan.FromSeconds(10));
        await client.GetResponseAsync("Hi?", cancellationToken: TestContext.Current.CancellationToken);
        var back = await app.GetHealthAsync();

        Assert.Equal("Degraded", away.Status);
        Assert.StartsWith("The budget store does not respond", away.Description, StringComparison.Ordinal);
        Assert.Equal("Healthy", back.Status);
    }

    [Fact]
    public async Task FailureStatusNameAndOptions_CanBeSetByTheApp()
    {
        await using var app = await HealthApp.StartAsync(
            check: checks => checks.AddLlmCost(
                "costs", HealthStatus.Unhealthy, configure: options => options.MinCalls = 1),
            settings: ("LlmCost:HealthCheck:MaxUnpricedShare", "0.5"));
        app.Call(1);
        app.Call(1, "acme-experimental-1");
        var half = await app.GetHealthAsync();
        app.Call(1, "acme-experimental-1");

        var health = await app.GetHealthAsync();

        Assert.Equal((HttpStatusCode.OK, "Healthy"), (half.StatusCode, half.Status));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), (health.StatusCode, health.Status));
    }

    [Theory]
    [InlineData("MaxUnpricedShare", "5")]
    [InlineData("MinCalls", "0")]
    [InlineData("Window", "00:00:01")]
    [InlineData("MaxLedgerLag", "00:00:00")]
    public async Task OptionOutOfRange_PreventsTheStart(string option, string value)
    {
        var fault = await Assert.ThrowsAsync<OptionsValidationException>(
            () => HealthApp.StartAsync(settings: ($"LlmCost:HealthCheck:{option}", value)));

        Assert.StartsWith($"LlmCost:HealthCheck:{option} is ", fault.Message, StringComparison.Ordinal);
    }
}
