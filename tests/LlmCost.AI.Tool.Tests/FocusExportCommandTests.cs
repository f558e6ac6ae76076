namespace LlmCost.AI.Tool.Tests;

public sealed class FocusExportCommandTests
{
    private static readonly FocusExportOptions s_october = new()
    {
        BillingAccountId = "acme",
        Period = LedgerPeriod.Month(2026, 10),
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Export_WritesTheMonth()
    {
        using var app = await EndedLedgerApp.RunAsync("gpt-4o", "gpt-4o", "gpt-4o");
        var file = new FileInfo(Path.Combine(app.Folder, "focus.csv"));
        using var error = new StringWriter();

        var exitCode = await FocusExportCommand.RunAsync(app.Open(), s_october, file, NoOutput, error, Cancellation);

        var lines = await File.ReadAllLinesAsync(file.FullName, Cancellation);
        Assert.Equal(ExitCode.Success, exitCode);
        Assert.Equal(2, lines.Length);
        Assert.Contains(",2026-10-31T00:00:00Z,", lines[1], StringComparison.Ordinal);
        Assert.Equal($"1 rows, 0.0005 USD.{Environment.NewLine}", error.ToString());
    }

    [Fact]
    public async Task Export_UnpricedCall_IsOmittedAndCounted()
    {
        using var app = await EndedLedgerApp.RunAsync("gpt-4o", "no-such-model");
        using var output = new MemoryStream();
        using var error = new StringWriter();

        var exitCode = await FocusExportCommand.RunAsync(
            app.Open(), s_october with { Format = FocusFormat.Parquet }, null, () => output, error, Cancellation);

        Assert.Equal(ExitCode.SomeUnpriced, exitCode);
        Assert.Equal("PAR1"u8, output.ToArray().AsSpan(0, 4));
        Assert.Contains("1 calls have no known price and are left out.", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--spec is '1.5'; it must be 1.2, 1.3, 1.4.", "--spec", "1.5")]
    [InlineData("--format is 'xml'; it must be csv or parquet.", "--format", "xml")]
    [InlineData("--billed-cost is 'list'; it must be zero or metered.", "--billed-cost", "list")]
    [InlineData("'2026-13'", "--month", "2026-13")]
    [InlineData("it must be a file in a folder that exists.", "--output", "/no/such/folder/focus.csv")]
    [InlineData("There is no ledger in", "--ledger", "/no/such/ledger")]
    [InlineData("There is no archive in", "--archive", "/no/such/archive")]
    public async Task Export_InvalidArgument_IsReported_AndNothingIsWritten(string words, string option, string value)
    {
        using var app = await EndedLedgerApp.RunAsync("gpt-4o");
        var output = Path.Combine(app.Folder, "focus.csv");
        var arguments = new Dictionary<string, string>
        {
            ["--ledger"] = app.Options.Path,
            ["--billing-account"] = "acme",
            ["--month"] = "2026-10",
            ["--output"] = output,
            [option] = value,
        };

        var (exitCode, error) = await CommandLine.RunAsync(
            ["focus", "export", .. arguments.SelectMany(pair => (string[])[pair.Key, pair.Value])]);

        Assert.Equal(ExitCode.Unusable, exitCode);
        Assert.Contains(words, error, StringComparison.Ordinal);
        Assert.False(File.Exists(output));
    }

    private static Stream NoOutput() => throw new InvalidOperationException("The output is a file.");
}
