namespace LlmCost.AI.Tests;

/// <summary>The page says what the ledger lacks.</summary>
[Collection(BrowserTests.Name)]
public sealed class LedgerPageTests(Browser browser) : IDisposable
{
    private readonly LedgerDashboard _ledger = new();

    public void Dispose() => _ledger.Dispose();

    [Fact]
    public async Task SumThatLacksCalls_IsALowerBoundWithItsReason()
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

        // Days of Nepal cut those of UTC.
        await page.WaitForTextAsync("Of 1 day, the ledger has only sums from midnight to midnight UTC");
        await page.WaitForTextAsync("calls missing in the ledger");
        await page.WaitAsync($"document.querySelector('.notice .money')?.title === {BrowserPage.Text(lost)}");
        await page.AssertAccessibleAsync("a sum that lacks calls");
        foreach (var width in new[] { 1280, 375 })
        {
            await page.ResizeAsync(width);
            await page.AssertFitsAsync($"a sum that lacks calls, {width} px");
        }

        await page.ClickAsync(".notice a");
        await page.WaitAsync("location.hash.includes('zone=utc')");

        // With all sums of the day, the call that was not kept remains.
        var sum = BrowserPage.Text("At least " + Shown.Usd(Shown.Total(records)));
        await page.WaitAsync($"document.querySelector('.tile .money')?.title === {sum}");
        await page.AssertColumnAsync("Spend by model", "USD", ["At least " + Shown.Usd(Shown.Total(records))]);
        await page.ShowAsync("breakdown?range=30d&zone=utc");
        await page.WaitForTextAsync("1 call with");
        await page.ShowAsync("calls?range=30d&zone=utc");
        await page.WaitForTextAsync("is not in this list");
        await page.AssertNoFaultAsync();
    }
}
