namespace LlmCost.AI.Tests;

/// <summary>Tests that the page shows which calls are missing from the ledger.</summary>
[Collection(BrowserTests.Name)]
public sealed class LedgerPageTests(Browser browser) : IDisposable
{
    private readonly LedgerDashboard _ledger = new();

    public void Dispose() => _ledger.Dispose();

    [Fact]
    public async Task SumWithMissingCalls_IsALowerBound_WithTheReason()
    {
        var (app, records) = await _ledger.StartAfterTheRetentionAsync();
        await using var _ = app;
        app.Meter.Record(new PaidCall
        {
            OperationName = "chat",
            ProviderName = "openai",
            Model = "gpt-4o",
            Usage = new TokenUsage { Input = 777 },
            Timestamp = records[0].Timestamp,
        });
        await LedgerDashboard.FlushAsync(app);
        var lost = Shown.Usd(app.Records.All.Single());
        await using var page = await browser.OpenAsync(app.Client.BaseAddress!, zone: "Asia/Kathmandu");

        await page.GoAsync("/llmcost/#/now?range=30d");

        // A day in Nepal overlaps two UTC days.
        await page.WaitForTextAsync("For 1 day, the ledger has only sums per UTC day");
        await page.WaitForTextAsync("calls missing from the ledger");
        await page.WaitAsync($"document.querySelector('.notice .money')?.title === {BrowserPage.Text(lost)}");
        await page.AssertAccessibleAsync("a sum with missing calls");
        foreach (var width in new[] { 1280, 375 })
        {
            await page.ResizeAsync(width);
            await page.AssertFitsAsync($"a sum with missing calls, {width} px");
        }

        await page.ClickAsync(".notice a");
        await page.WaitAsync("location.hash.includes('zone=utc')");

        // The ledger has all sums of the UTC day, so only the call that could not be stored is missing.
        var sum = BrowserPage.Text("At least " + Shown.Usd(Shown.Total(records)));
        await page.WaitAsync($"document.querySelector('.tile .money')?.title === {sum}");
        await page.AssertColumnAsync("Spend by model", "USD", ["At least " + Shown.Usd(Shown.Total(records))]);
        await page.ShowAsync("breakdown?range=30d&zone=utc");
        await page.WaitForTextAsync("1 call with");
        await page.ShowAsync("calls?range=30d&zone=utc");
        await page.WaitForTextAsync("is not in this list");
        await page.AssertNoFaultAsync();
    }

    [Fact]
    public async Task MoreCallsThanTheListContains_AreReportedToBeInTheFile()
    {
        await using var first = await _ledger.StartAsync();
        for (var call = 0; call < 10_001; call++)
        {
            first.Call();
        }

        await LedgerDashboard.FlushAsync(first);
        await using var app = await _ledger.StartAsync(first.Clock.GetUtcNow().AddHours(1));
        await using var page = await browser.OpenAsync(app.Client.BaseAddress!);

        await page.GoAsync("/llmcost/#/calls?range=24h&skip=9900");

        await page.WaitForTextAsync("9,901 to 10,000 of 10,001");
        await page.WaitForTextAsync("The list has the first 10,000 calls in this order. The CSV file has all of them, unsorted.");
        Assert.False((await page.EvaluateAsync("document.querySelector('.pager').innerText.includes('Next')")).GetBoolean());
        await page.AssertNoFaultAsync();
    }
}
