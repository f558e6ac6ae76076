using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LlmCost.AI.Tool.Tests;

public sealed class LedgerMaintenanceCommandTests : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public async Task Compact_ThenVerify_ThenForget()
    {
        using var app = await EndedLedgerApp.RunAsync("gpt-4o", "gpt-4o", "gpt-4o", "gpt-4o");
        var options = app.Options;
        options.RetentionDays = 2;

        Assert.Equal(ExitCode.Success, await LedgerCompactCommand.RunAsync(options, Tool.Clock, _output, _error, Cancellation));
        Assert.Equal(ExitCode.Success, await LedgerForgetCommand.RunAsync(options, "user.id=u-1", _output, _error, Cancellation));
        Assert.Equal(
            ExitCode.Success,
            await LedgerVerifyCommand.RunAsync(options, null, LedgerPeriod.Month(2026, 10), 1, _output, _error, Cancellation));

        Assert.Equal(
            """
            1 files: 2 days closed, 2 archived, 2 deleted.
            1 calls deleted. Their sums are kept.
            1 files, 0 closed days compared with their records, 2 with the archive.

            """,
            _output.ToString(),
            ignoreLineEndingDifferences: true);
        Assert.Empty(_error.ToString());
        File.Delete(Directory.GetFiles(options.ArchivePath!, "*.parquet", SearchOption.AllDirectories)[0]);
        Assert.Equal(
            ExitCode.SomeInvalid,
            await LedgerVerifyCommand.RunAsync(options, null, LedgerPeriod.Month(2026, 10), 1, _output, _error, Cancellation));
        Assert.Contains("is missing.", _error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.00075", ExitCode.Success)]
    [InlineData("0.0007", ExitCode.SomeUnpriced)]
    public async Task Verify_ComparesTheLedgerWithPrometheus_AcrossARestart(string total, int expected)
    {
        // The first process spent 0.0005 USD before the period and 0.00025 USD within it. The counter of the second process
        // started at 0, so its whole value was spent within the period.
        var rest = decimal.Parse(total, System.Globalization.CultureInfo.InvariantCulture) - 0.00025m;
        await using var server = await PrometheusAsync(
            $$$$"""
            {"data":{"result":[{"metric":{"job":"a"},"values":[
                [1793404799,"0.0005"],[1793440000,"0.00075"],[1793450000,"{{{{rest}}}}"],[1793451000,"{{{{rest}}}}"]]}]}}
            """);
        using var app = await EndedLedgerApp.RunAsync("gpt-4o", "gpt-4o", "gpt-4o");
        using var client = new HttpClient { BaseAddress = new Uri(server.Urls.First()) };
        var period = LedgerPeriod.Days(new DateOnly(2026, 10, 31), new DateOnly(2026, 11, 1));

        var exitCode = await LedgerVerifyCommand.RunAsync(app.Options, client, period, 1, _output, _error, Cancellation);

        Assert.Equal(expected, exitCode);
        Assert.Contains($"ledger with gaps 0.00075 USD, Prometheus {total}", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forget_InvalidTag_IsReported()
    {
        var fault = await Assert.ThrowsAsync<FormatException>(
            () => LedgerForgetCommand.RunAsync(new LedgerOptions(), "u-1", _output, _error, Cancellation));

        Assert.Contains("'u-1'; it must be a name and a value", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>Starts a server that returns samples for the first query, and none for further queries.</summary>
    private static async Task<WebApplication> PrometheusAsync(string json)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var server = builder.Build();
        server.Urls.Add("http://127.0.0.1:0");
        var queries = 0;
        server.MapGet("/api/v1/query", (HttpContext context) => Results.Content(
            Interlocked.Increment(ref queries) is 1 ? json : """{"data":{"result":[]}}""", "application/json"));
        await server.StartAsync(Cancellation);
        return server;
    }
}
