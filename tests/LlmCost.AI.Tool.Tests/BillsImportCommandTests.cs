using System.Text.Json;
using Spectre.Console.Testing;

namespace LlmCost.AI.Tool.Tests;

public sealed class BillsImportCommandTests : IDisposable
{
    private const string Header =
        "BilledCost,BillingAccountId,BillingCurrency,ChargeCategory,ChargePeriodStart,ProviderName,ServiceName";

    private readonly string _folder = Directory.CreateTempSubdirectory("llmcost-bills-").FullName;
    private readonly TestConsole _console = new TestConsole().Width(160);

    private string BillsFile => Path.Combine(_folder, "bills.db");

    public void Dispose()
    {
        _console.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Import_PrintsDaysLinesAmountsAndSkippedRows()
    {
        Write(
            "1.25,acme,USD,Usage,2026-11-01,OpenAI,OpenAI API",
            "2,acme,EUR,Tax,2026-11-03,OpenAI,OpenAI API",
            "9,acme,USD,Usage,2026-11-02,AWS,S3");

        var exitCode = await RunAsync();

        Assert.Equal(ExitCode.Success, exitCode);
        Assert.Equal(
            [
                "3 rows in 1 files, from 2026-11-01 to 2026-11-03: 2 lines.",
                "2 EUR",
                "1.25 USD",
                "1 lines have a meter with an unknown model or unit.",
                "1 rows of other services are skipped: S3 1.",
                "Stored: 3 new days, 0 restated, 0 unchanged.",
            ],
            _console.Lines);
    }

    [Fact]
    public async Task Import_UnreadableRow_IsReported_AndTheExitCodeIsOne()
    {
        var file = Write("x,acme,USD,Usage,2026-11-01,OpenAI,OpenAI API", "1,acme,USD,Usage,2026-11-01,OpenAI,OpenAI API");

        Assert.Equal(ExitCode.SomeInvalid, await RunAsync());
        Assert.Contains(
            $"{file}:2: 'x' in column 'BilledCost' is not a number.", string.Concat(_console.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_TruncatedFile_StoresNothing_AndTheExitCodeIsTwo()
    {
        Write("1,acme,USD,Usage,2026-11-01,OpenAI,\"OpenAI");

        Assert.Equal(ExitCode.Unusable, await RunAsync());
        Assert.Contains("Nothing is stored, because the delivery is not complete.", _console.Output, StringComparison.Ordinal);
        using var store = BillStore.Open(BillsFile);
        Assert.Empty(store.Read(LedgerPeriod.Month(2026, 11)));
    }

    [Fact]
    public async Task Import_AsJson_HasAmountsAsText()
    {
        Write("0.10,acme,USD,Usage,2026-11-01,OpenAI,OpenAI API");
        using var output = new StringWriter();

        await RunAsync(output);

        using var json = JsonDocument.Parse(output.ToString());
        Assert.Equal("0.1", json.RootElement.GetProperty("amounts").GetProperty("USD").GetString());
        Assert.Equal(1, json.RootElement.GetProperty("days").GetProperty("added").GetInt32());
        Assert.Equal(0, json.RootElement.GetProperty("fault_count").GetInt64());
    }

    [Fact]
    public async Task Import_AsAProcess_ReadsAMap_AndWritesTheBillsFileOfTheLedger()
    {
        var csv = Path.Combine(_folder, "bill.csv");
        await File.WriteAllTextAsync(csv, "day,usd\n2026-11-01,5\n", TestContext.Current.CancellationToken);
        var map = Path.Combine(_folder, "map.json");
        await File.WriteAllTextAsync(
            map,
            """
            {
              "provider": "x_ai", "time": { "column": "day" },
              "amount": { "column": "usd" }, "currency": { "value": "USD" }
            }
            """,
            TestContext.Current.CancellationToken);

        var (exitCode, error) = await CommandLine.RunAsync(["bills", "import", "csv", csv, "--map", map, "--ledger", _folder]);

        Assert.Equal("", error);
        Assert.Equal(ExitCode.Success, exitCode);
        using var store = BillStore.Open(BillsFile);
        Assert.Equal(5, Assert.Single(Assert.Single(store.Read(LedgerPeriod.Month(2026, 11))).Lines).Amount);
    }

    [Theory]
    [InlineData("The format is 'xml'; it must be cur, gcp, azure, focus, csv.", "xml", "a.csv")]
    [InlineData("The format csv requires --map", "csv", "a.csv")]
    [InlineData("--map is for the format csv", "cur", "a.csv", "--map", "m.json")]
    [InlineData("There is no file or folder '/no/such/file.csv'", "cur", "/no/such/file.csv")]
    public async Task Import_InvalidArgument_IsReported(string words, params string[] arguments)
    {
        var (exitCode, error) = await CommandLine.RunAsync(["bills", "import", .. arguments, "--bills", BillsFile]);

        Assert.Equal(ExitCode.Unusable, exitCode);
        Assert.Contains(words, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/a/b.db", "/a/b.db", "/ledger", "/v.db", "/other")]
    [InlineData("/ledger/bills.db", null, "/ledger", "/v.db", "/other")]
    [InlineData("/v.db", null, null, "/v.db", "/other")]
    [InlineData("/other/bills.db", null, null, "", "/other")]
    public void BillsFile_IsSetByTheOption_OrTheLedger_OrTheVariables(
        string expected, string? bills, string? ledger, string? billsVariable, string? ledgerVariable) =>
        Assert.Equal(
            expected,
            BillArguments.Resolve(bills, ledger, name => name is "LLMCOST_BILLS" ? billsVariable : ledgerVariable));

    [Fact]
    public void MissingBillsFile_IsReported() =>
        Assert.Contains("--bills", Assert.Throws<FormatException>(() => BillArguments.Resolve(null, null, _ => null)).Message);

    private string Write(params IEnumerable<string> rows)
    {
        var path = Path.Combine(_folder, "focus.csv");
        File.WriteAllText(path, string.Join('\n', rows.Prepend(Header)));
        return path;
    }

    private Task<int> RunAsync(StringWriter? json = null) => BillsImportCommand.RunAsync(
        BillsFile,
        BillsImportCommand.Options("focus", [Path.Combine(_folder, "focus.csv")], null),
        progress: null,
        _console,
        json is not null,
        json ?? TextWriter.Null,
        TestContext.Current.CancellationToken);
}
