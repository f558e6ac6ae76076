using System.Globalization;
using Microsoft.Extensions.Time.Testing;

namespace LlmCost.AI.Tests;

/// <summary>
/// Tests that days begin at midnight in the reader's time zone, and that amounts have the number format of the reader's language.
/// </summary>
[Collection(BrowserTests.Name)]
public sealed class ZonesTests(Browser browser)
{
    [Theory]
    [InlineData("Asia/Kathmandu", "en-US", "2027-03-01")]
    [InlineData("America/St_Johns", "en-US", "2027-03-11")]
    [InlineData("Europe/Berlin", "de-DE", "2027-03-25")]
    [InlineData("Africa/Cairo", "ar", "2027-04-27")]
    public async Task SumsOfDays_MatchTheHandCalculation(string zone, string locale, string start)
    {
        // The clocks change in St John's on 14 March, in Berlin on 28 March and in Cairo on 30 April.
        var clock = new FakeTimeProvider(DateTimeOffset.Parse($"{start}T00:00:00Z", CultureInfo.InvariantCulture));
        await using var app = await DashboardApp.StartAsync(clock: clock);
        for (var call = 0; call < 6 * 24; call++)
        {
            app.Call(reportedCost: 0.001m + (call * 0.000_000_1m));
            clock.Advance(TimeSpan.FromMinutes(61));
        }

        await using var page = await browser.OpenAsync(app.Client.BaseAddress!, locale, zone);
        await page.GoAsync("/llmcost/#/now?range=30d");
        await page.ClickAsync("section[aria-labelledby=chart-title] button");

        var local = TimeZoneInfo.FindSystemTimeZoneById(zone);
        var days = app.Records.All.GroupBy(record => TimeZoneInfo.ConvertTime(record.Timestamp, local).Date)
            .OrderBy(day => day.Key).Select(day => Shown.Total(day)).ToList();
        await AssertDaysAsync(page, days);
        var today = app.Records.All.Where(record =>
            TimeZoneInfo.ConvertTime(record.Timestamp, local).Date == TimeZoneInfo.ConvertTime(clock.GetUtcNow(), local).Date);
        await page.ShowAsync("now?range=today");
        await BrowserPage.EventuallyAsync(async () =>
            Assert.Equal(Shown.Total(today), (await page.ColumnAsync("Spend by model", "USD")).Select(Read).Sum()));

        // If the page is switched to UTC, days begin at midnight in UTC.
        await page.ShowAsync("now?range=30d&zone=utc");
        await AssertDaysAsync(
            page,
            app.Records.All.GroupBy(record => record.Timestamp.UtcDateTime.Date)
                .OrderBy(day => day.Key)
                .Select(day => Shown.Total(day)));
        await page.AssertNoFaultAsync();
    }

    private static Task AssertDaysAsync(BrowserPage page, IEnumerable<decimal> days) => BrowserPage.EventuallyAsync(async () =>
        Assert.Equal(days, (await page.ColumnAsync("Spend over time as a table", "Total")).Select(Read)));

    /// <summary>Parses an amount below a thousand that is written in the digits of any script.</summary>
    private static decimal Read(string text)
    {
        var digits = text.Select(c => char.IsDigit(c) ? (char)('0' + (int)char.GetNumericValue(c)) : c is '٫' or ',' ? '.' : c)
            .Where(c => c is >= '0' and <= '9' or '.');
        return decimal.Parse(string.Concat(digits), CultureInfo.InvariantCulture);
    }
}
