using System.Globalization;
using System.Text.Json;

namespace LlmCost.AI.Tool.Tests;

public sealed class LedgerCommandTests : IAsyncLifetime
{
    private LedgerApp _app = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _app = await LedgerApp.CreateAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Report_AsATable_MarksLowerBounds_AndExplainsThem()
    {
        var (exitCode, output, _) = await ReportAsync(ReportFormat.Table, by: ["feature", "model"]);

        Assert.Equal(ExitCode.SomeUnpriced, exitCode);
        Assert.Contains("2026-11-01 to 2026-11-30, UTC", output, StringComparison.Ordinal);
        Assert.Contains("│ chat    │ gpt-4o", output, StringComparison.Ordinal);
        Assert.Contains("unknown", output, StringComparison.Ordinal);
        Assert.Matches("│ Total +│ +│ +92 │ .* ≥ [0-9]", output);
        Assert.Contains("1 calls have no known price and are not in the cost.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_AsJson_HasExactAmountsThatAddUp()
    {
        var (_, output, _) = await ReportAsync(ReportFormat.Json, by: ["tag:tenant"]);

        var rows = Lines(output);
        Assert.Equal(["acme", "globex"], rows.SkipLast(1).Select(row => row.GetProperty("tag:tenant").GetString()!).Order());
        Assert.Equal("total", rows[^1].GetProperty("row").GetString());
        Assert.Equal(Cost(rows[^1]), rows.SkipLast(1).Sum(Cost));
        Assert.True(Cost(rows[^1]) > 0);
    }

    [Fact]
    public async Task Report_AsCsv_HasOneLinePerRow()
    {
        var (_, output, _) = await ReportAsync(ReportFormat.Csv, by: ["day"]);

        var lines = output.TrimEnd().Split('\n');
        Assert.StartsWith("day,calls,unpriced_calls,", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("2026-11-01,4,0,", lines[1], StringComparison.Ordinal);
        Assert.Equal(24, lines.Length);
    }

    [Fact]
    public async Task Report_WithBars_DrawsOneBarPerRow()
    {
        var (_, output, _) = await LedgerApp.RunAsync(console => LedgerReportCommand.RunAsync(
            _app.Open(), Query(["feature"]), ReportFormat.Table, plot: true, console, Token));

        Assert.Equal(2, output.Split('\n').Count(line => line.Contains("████", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Show_PrintsTheReceiptOfAnExportedCall()
    {
        var calls = await ExportAsync("model=gpt-4o");
        Assert.Equal(91, calls.Count);

        var (exitCode, output, _) = await LedgerApp.RunAsync(console => LedgerShowCommand.RunAsync(
            _app.Open(), calls[0].GetProperty("id").GetString()!, asJson: false, console, TextWriter.Null, Token));

        Assert.Equal(ExitCode.Success, exitCode);
        Assert.Contains("gpt-4o at openai", output, StringComparison.Ordinal);
        Assert.Matches("input +1,000,000 +2.5 / 1,000,000 +2.5", output);
        Assert.Contains($"total", output, StringComparison.Ordinal);
        Assert.Contains("prices of catalog, version", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_PrintsTheCacheThatTheRequestSelected()
    {
        var (_, output, _) = await LedgerApp.RunAsync(console => LedgerShowCommand.RunAsync(
            _app.Open(), "chatcmpl-150", asJson: false, console, TextWriter.Null, Token));

        Assert.Matches("cache mode +explicit", output);
    }

    [Fact]
    public async Task Show_OfAResponse_PrintsItsCalls()
    {
        var (exitCode, output, _) = await LedgerApp.RunAsync(console => LedgerShowCommand.RunAsync(
            _app.Open(), "chatcmpl-7", asJson: false, console, TextWriter.Null, Token));

        Assert.Equal(ExitCode.Success, exitCode);
        Assert.Matches("response id +chatcmpl-7\\b", output);
        Assert.Equal(1, output.Split("gpt-4o at openai").Length - 1);
    }

    [Fact]
    public async Task Show_OfAnUnknownCall_SuggestsWhereItMayBe()
    {
        using var error = new StringWriter();

        var (exitCode, _, _) = await LedgerApp.RunAsync(console => LedgerShowCommand.RunAsync(
            _app.Open(), Guid.NewGuid().ToString(), asJson: false, console, error, Token));

        Assert.Equal(ExitCode.Unusable, exitCode);
        Assert.Contains("past the retention", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forecast_HasARange_AndTheProbabilityOfExceedingTheBudget()
    {
        var options = new CostForecastOptions
        {
            At = LedgerApp.Now,
            By = [LedgerField.Parse("feature")],
            Budget = 100,
        };

        var (exitCode, output, _) = await LedgerApp.RunAsync(
            console => LedgerForecastCommand.RunAsync(_app.Open(), options, asJson: true, console, Token));

        var total = Lines(output)[^1];
        Assert.Equal(ExitCode.SomeUnpriced, exitCode);
        Assert.True(Amount(total, "p10") <= Amount(total, "p50") && Amount(total, "p50") <= Amount(total, "p90"));
        Assert.True(Amount(total, "spent") < Amount(total, "p10"));
        Assert.Equal(1, total.GetProperty("chance_of_exceeding").GetDouble(), 3);
        Assert.Equal(7, total.GetProperty("days").GetArrayLength());
    }

    [Fact]
    public async Task Forecast_UsesListPricesThatStartLater()
    {
        var prices = new FileInfo(Path.Combine(_app.Folder, "prices.json"));
        await File.WriteAllTextAsync(
            prices.FullName,
            """
            { "provider": "openai", "source": "https://example.com", "checked": "2026-11-01", "models": { "gpt-4o": { "prices": [
              { "price": { "input": 2.5, "output": 10 } },
              { "from": "2026-11-28T00:00:00Z", "price": { "input": 5, "output": 20 } } ] } } }
            """,
            Token);
        using var meter = LedgerArguments.Meter(config: null, [prices]);

        var before = await DaysAsync(meter: null);
        var after = await DaysAsync(meter);

        Assert.All(before.Zip(after), day => Assert.Equal(
            Amount(day.First, "p50") * (IsBefore(day.First) ? 1 : 2), Amount(day.Second, "p50"), 4));

        static bool IsBefore(JsonElement day) => string.CompareOrdinal(day.GetProperty("day").GetString(), "2026-11-28") < 0;

        async Task<IEnumerable<JsonElement>> DaysAsync(CostMeter? meter)
        {
            var options = new CostForecastOptions { At = LedgerApp.Now, Meter = meter };
            var (_, output, _) = await LedgerApp.RunAsync(
                console => LedgerForecastCommand.RunAsync(_app.Open(), options, asJson: true, console, Token));
            var total = Lines(output)[^1];
            Assert.Equal(
                meter is not null,
                total.GetProperty("notes").EnumerateArray().Any(
                    note => note.GetString() is "The price of openai/gpt-4o changes on 2026-11-28."));
            return total.GetProperty("days").EnumerateArray();
        }
    }

    [Fact]
    public async Task WhatIf_ShowsThreeLines_AndTheCallsThatAreNotCompared()
    {
        using var meter = new CostMeter();
        var options = new CostWhatIfOptions { Period = LedgerApp.November, Model = "gpt-4o-mini" };

        var (exitCode, output, _) = await LedgerApp.RunAsync(
            console => LedgerWhatIfCommand.RunAsync(_app.Open(), meter, options, asJson: false, console, Token));

        Assert.Equal(ExitCode.SomeUnpriced, exitCode);
        Assert.Contains("91 of 92", output, StringComparison.Ordinal);
        Assert.Contains("1. Same tokens", output, StringComparison.Ordinal);
        Assert.Contains("3. Not predictable:", output, StringComparison.Ordinal);
        Assert.Contains("Not compared: 1 calls whose actual cost is unknown.", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("report", "Pass the ledger")]
    [InlineData("report --ledger x --month 2026-11 --from 2026-11-01", "--from can't be used with --month")]
    [InlineData("report --ledger x --top 0", "--top must be at least 1")]
    [InlineData("whatif --ledger x", "Pass at least one change")]
    [InlineData("show --ledger x", "'show'")]
    [InlineData("report --ledger x --postgresql y", "--ledger can't be used with --postgresql.")]
    public void WrongArguments_AreReported(string arguments, string message)
    {
        var errors = LlmCostCommand.Create().Parse($"ledger {arguments}").Errors;

        Assert.Contains(errors, error => error.Message.Contains(message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("2026-13", null, null, "--month '2026-13' is not a month; it must have the form 2026-11.")]
    [InlineData(null, "yesterday", null, "--from 'yesterday' is not a day; it must have the form 2026-11-30.")]
    [InlineData(null, "2026-11-30", "2026-11-01", "--from 2026-11-30 is after --to 2026-11-01.")]
    public void WrongPeriod_IsReported(string? month, string? from, string? to, string message) => Assert.Equal(
        message, Assert.Throws<FormatException>(() => PeriodText.Read(month, from, to, LedgerApp.Now)).Message);

    [Fact]
    public void Period_IsTheCurrentMonthByDefault_AndComparedWithThePreviousMonth()
    {
        var period = PeriodText.Read(null, null, null, LedgerApp.Now);

        Assert.Equal("2026-11-01 to 2026-11-24", PeriodText.Text(period));
        Assert.Equal("2026-10-08 to 2026-10-31", PeriodText.Text(PeriodText.Before(period)));
        Assert.Equal("2026-10-01 to 2026-10-31", PeriodText.Text(PeriodText.Before(LedgerApp.November)));
    }

    [Fact]
    public void FolderWithoutALedger_IsReported() => Assert.Contains(
        "/no/such/folder",
        Assert.Throws<DirectoryNotFoundException>(() => CostLedger.Open("/no/such/folder")).Message,
        StringComparison.Ordinal);

    private static LedgerReportQuery Query(string[] by) => new()
    {
        Period = LedgerApp.November,
        By = [.. by.Select(LedgerField.Parse)],
    };

    private static decimal Cost(JsonElement row) => Amount(row, "cost");

    private static decimal Amount(JsonElement row, string name) =>
        decimal.Parse(row.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);

    private static List<JsonElement> Lines(string output) =>
        [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];

    private Task<(int ExitCode, string Output, string Error)> ReportAsync(ReportFormat format, string[] by) =>
        LedgerApp.RunAsync(console => LedgerReportCommand.RunAsync(_app.Open(), Query(by), format, plot: false, console, Token));

    private async Task<List<JsonElement>> ExportAsync(string filter)
    {
        using var output = new StringWriter();
        var exitCode = await LedgerExportCommand.RunAsync(
            _app.Open(), LedgerApp.November, [LedgerFilter.Parse(filter)], output, TextWriter.Null, Token);
        Assert.Equal(ExitCode.Success, exitCode);
        return Lines(output.ToString());
    }
}
