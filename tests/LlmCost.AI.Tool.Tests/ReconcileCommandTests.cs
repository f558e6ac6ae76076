using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace LlmCost.AI.Tool.Tests;

public sealed class ReconcileCommandTests : IAsyncLifetime
{
    private static readonly DateTimeOffset s_at = new(2026, 12, 10, 0, 0, 0, TimeSpan.Zero);

    private LedgerApp _app = null!;

    private string Bills => Path.Combine(_app.Folder, "bills.db");

    public async ValueTask InitializeAsync() => _app = await LedgerApp.CreateAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task AgreeingBill_IsMatched_AndCheckSucceeds()
    {
        await BillAsync(factor: 1, tunedModel: 0);

        var (exitCode, output, _) = await RunAsync(new() { Options = November(), Check = true });

        Assert.Equal(ExitCode.Success, exitCode);
        Assert.Contains("2026-11-01 to 2026-11-30, UTC, in USD", output);
        Assert.Contains("No difference needs an explanation.", output);
    }

    [Fact]
    public async Task Difference_HasItsCause_AndTheNextStep()
    {
        await BillAsync(factor: 0.5m, tunedModel: 0);

        var (_, output, _) = await RunAsync(new() { Options = November() });

        Assert.Contains("unseen tier: openai / gpt-4o", output);
        Assert.Contains("every price on the bill is 0.5 times the metered price: the price of batch or flex.", output);
        Assert.Contains("Next: Check how the calls were made", output);
    }

    [Theory]
    [InlineData(true, ExitCode.SomeUnpriced)]
    [InlineData(false, ExitCode.Success)]
    public async Task Check_DeterminesTheExitCode(bool check, int expected)
    {
        await BillAsync(factor: 1.1m, tunedModel: 0);

        var (exitCode, _, _) = await RunAsync(new() { Options = November(), Check = check });

        Assert.Equal(expected, exitCode);
    }

    [Fact]
    public async Task Json_HasExactAmountsAsText()
    {
        await BillAsync(factor: 1, tunedModel: 0.123456789m);

        var (_, output, _) = await RunAsync(new() { Options = November(), IsJson = true });

        using var json = JsonDocument.Parse(output);
        var finding = Assert.Single(json.RootElement.GetProperty("findings").EnumerateArray());
        Assert.Equal("unpriced", finding.GetProperty("cause").GetString());
        Assert.Equal("0.123456789", finding.GetProperty("amount").GetString());
        Assert.False(json.RootElement.GetProperty("is_within_tolerance").GetBoolean());
    }

    [Fact]
    public async Task AllocatedInvoice_AddsUp()
    {
        await BillAsync(factor: 1.25m, tunedModel: 0);

        var (_, output, _) = await RunAsync(new()
        {
            Options = November(),
            Allocate = LedgerField.Parse("feature"),
            IsJson = true,
        });

        using var json = JsonDocument.Parse(output);
        var allocation = json.RootElement.GetProperty("allocation");
        Assert.Equal(
            Amount(allocation, "invoice"),
            allocation.GetProperty("rows").EnumerateArray().Sum(row => Amount(row, "amount")));
    }

    [Theory]
    [InlineData("page.html")]
    [InlineData("page.md")]
    public async Task Page_HasTheSummary_TheInvoice_AndTheCauses(string name)
    {
        await BillAsync(factor: 1.1m, tunedModel: 0);
        var file = new FileInfo(Path.Combine(_app.Folder, name));

        await RunAsync(new() { Options = November(), Allocate = LedgerField.Parse("feature"), Report = file });

        var page = await File.ReadAllTextAsync(file.FullName, TestContext.Current.CancellationToken);
        Assert.Contains("more than the metered cost. 1 cause was found.", page);
        Assert.Contains("chat", page);
        Assert.Contains("unseen tier: openai / gpt-4o", page);
        Assert.Equal(name.EndsWith(".html", StringComparison.Ordinal), page.Contains("<svg", StringComparison.Ordinal));
        Assert.DoesNotMatch("""(src|href)=|url\(["']?http|@import|<script""", page);
    }

    [Fact]
    public async Task ProposedPrices_AreAPriceListThatPricesCheckAccepts()
    {
        await BillAsync(factor: 1, tunedModel: 2.5m);
        var folder = new DirectoryInfo(Path.Combine(_app.Folder, "prices"));

        await RunAsync(new() { Options = November(), ProposePrices = folder });

        var file = Assert.Single(folder.GetFiles());
        using var output = new StringWriter();
        Assert.Equal(ExitCode.Success, PricesCheckCommand.Run([file], output));
        Assert.Contains("no-such-model", await File.ReadAllTextAsync(file.FullName, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task ClosedMonth_DoesNotChange()
    {
        await BillAsync(factor: 1, tunedModel: 0);
        await RunAsync(new() { Options = November(), Close = true });
        await BillAsync(factor: 3, tunedModel: 0);

        var (_, output, _) = await RunAsync(new() { Options = November() });

        Assert.Contains("No difference needs an explanation.", output);
        Assert.Contains("The month was closed on 2026-12-10. Since then, its bills have changed by +", output);
    }

    [Fact]
    public async Task WithoutBills_TheCommandSuggestsHowToReadThem()
    {
        var (exitCode, _, error) = await RunAsync(new() { Options = November() });

        Assert.Equal(ExitCode.Unusable, exitCode);
        Assert.Contains("llmcost bills pull, or llmcost bills import", error);
    }

    [Theory]
    [InlineData("--by", "days", "--by 'days' is not a field; it must be day, provider, account, model or unit.")]
    [InlineData("--tolerance", "0.01", "--tolerance '0.01' is not a percentage; it must have the form 1%.")]
    [InlineData("--rate", "EUR=-1", "--rate 'EUR=-1' must be USD per unit of the currency, such as EUR=1.08.")]
    [InlineData("--model", "prod", "--model 'prod' must have the form NAME=VALUE.")]
    [InlineData("--allocate", "unit", "An invoice can't be split by unit, because taxes and credits have none.")]
    public async Task InvalidArgument_IsReported(string option, string value, string message)
    {
        await BillAsync(factor: 1, tunedModel: 0);

        var (exitCode, error) = await CommandLine.RunAsync(
            ["reconcile", "--ledger", _app.Folder, "--month", "2026-11", option, value]);

        Assert.Equal((ExitCode.Unusable, message), (exitCode, error.Trim()));
    }

    [Theory]
    [InlineData("bills", "pull", "openai", "--endpoint")]
    [InlineData("ledger", "verify", "--prometheus")]
    public async Task Address_IsReadOrRejected(params string[] command)
    {
        string[] arguments = [.. command[..^1], "--ledger", _app.Folder, command[^1]];

        var (_, refused) = await CommandLine.RunAsync([.. arguments, "localhost:9090"]);
        var (exitCode, error) = await CommandLine.RunAsync([.. arguments, "http://127.0.0.1:9"]);

        Assert.Contains($"{command[^1]} must be an address such as http://localhost:", refused);
        Assert.Equal(ExitCode.Unusable, exitCode);
        Assert.DoesNotContain("Unhandled", error);
    }

    private static decimal Amount(JsonElement row, string name) =>
        decimal.Parse(row.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);

    private static ReconciliationOptions November() => new() { Period = LedgerApp.November };

    private Task<(int ExitCode, string Output, string Error)> RunAsync(ReconcileRequest request) => LedgerApp.RunAsync(console =>
        ReconcileCommand.RunAsync(
            _app.Open(), Bills, request, new FakeTimeProvider(s_at), console,
            TestContext.Current.CancellationToken));

    /// <summary>
    /// Stores a bill with the charges of the ledger, multiplied by a factor. The bill also has an amount for the model without a
    /// price.
    /// </summary>
    private async Task BillAsync(decimal factor, decimal tunedModel)
    {
        using var store = BillStore.Open(Bills);
        var query = new LedgerTotalsQuery { Period = LedgerApp.November, ByPrice = true };
        var totals = new List<LedgerTotal>();
        await foreach (var total in _app.Open().ReadTotalsAsync(query, TestContext.Current.CancellationToken))
        {
            totals.Add(total);
        }

        for (var start = query.Period.Start; start < query.Period.End; start = start.AddDays(1))
        {
            store.Replace(new BillBucket
            {
                Source = "openai",
                Basis = BillBasis.Cost,
                Start = start,
                End = start.AddDays(1),
                ObservedAt = s_at,
                Lines =
                [
                    .. totals.Where(total => total.Start == start).Select(total => new BillLine
                    {
                        Kind = BillLineKind.Usage,
                        Meter = $"{total.Key.Model}, {total.Price!.Unit}",
                        Provider = "openai",
                        Model = total.Key.Model,
                        Unit = total.Price.Unit,
                        Quantity = total.Quantity,
                        Amount = total.Key.Model is "no-such-model"
                            ? total.Price.Unit is "input" ? tunedModel : 0
                            : total.Cost * factor,
                        Currency = "USD",
                    }),
                ],
            });
        }
    }
}
