using System.Text.Json;
using LlmCost.AI.Ledger.PostgreSql.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace LlmCost.AI.Tool.Tests;

/// <summary>Tests the commands that read a ledger, with a ledger in PostgreSQL.</summary>
public sealed class LedgerPostgreSqlTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("llmcost-tool-");
    private PostgreSqlServer _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await PostgreSqlServer.StartAsync();
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddMetrics()
            .AddCostMetering()
            .AddLedger(options => options.Path = _folder.FullName)
            .ForwardToPostgreSql(_server.ConnectionString)
            .Services
            .BuildServiceProvider();
        var hosted = services.GetServices<IHostedService>().ToList();
        foreach (var service in hosted)
        {
            await service.StartAsync(Token);
        }

        for (var i = 0; i < 3; i++)
        {
            services.GetRequiredService<CostMeter>().Record(new PaidCall
            {
                OperationName = "chat",
                ProviderName = "openai",
                Model = "gpt-4o",
                ResponseId = $"chatcmpl-{i}",
                Timestamp = new DateTimeOffset(2026, 11, 20 + i, 12, 0, 0, TimeSpan.Zero),
                Usage = new TokenUsage { Input = 1_000_000 },
            });
        }

        // The remaining calls are forwarded when the app stops.
        foreach (var service in hosted.AsEnumerable().Reverse())
        {
            await service.StopAsync(Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("7.5", "report", "--month", "2026-11", "--by", "model", "--csv")]
    [InlineData("\"response_id\":\"chatcmpl-1\"", "export", "--month", "2026-11")]
    [InlineData("chatcmpl-2", "show", "chatcmpl-2")]
    [InlineData("3 of 3", "whatif", "--month", "2026-11", "--model", "gpt-4o-mini", "--by", "model")]
    [InlineData("\"budget\"", "forecast", "--budget", "100", "--json")]
    public async Task Command_ReadsFromTheServer(string expected, params string[] arguments)
    {
        var (exitCode, output, error) = await RunAsync(_server.ConnectionString, ["ledger", .. arguments]);

        Assert.Equal("", error);
        Assert.True(exitCode is ExitCode.Success or ExitCode.SomeUnpriced);
        Assert.Contains(expected, output, StringComparison.OrdinalIgnoreCase);
        var other = await CommandLine.RunAsync(
            new Dictionary<string, string>(), ["ledger", .. arguments, "--postgresql", _server.ConnectionString]);
        Assert.Equal((exitCode, error), (other.ExitCode, other.Error));
        Assert.Contains(expected, other.Output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task FocusExport_ContainsTheChargesOfTheServer()
    {
        var (exitCode, output, _) = await RunAsync(
            _server.ConnectionString, "focus", "export", "--month", "2026-11", "--billing-account", "acme");

        Assert.Equal((ExitCode.Success, 4), (exitCode, output.TrimEnd().Split('\n').Length));
    }

    [Fact]
    public async Task Reconcile_ComparesALedgerOnAServer_LikeALedgerInAFolder()
    {
        var bills = Path.Combine(_folder.FullName, "bills.db");
        KeepBills(bills);
        string[] arguments = ["reconcile", "--month", "2026-11", "--by", "day,model", "--allocate", "feature", "--json"];

        var (exitCode, output, error) = await RunAsync(_server.ConnectionString, [.. arguments, "--bills", bills]);

        Assert.Equal((ExitCode.Success, ""), (exitCode, error));
        using var json = JsonDocument.Parse(output);
        Assert.Equal("8.25", json.RootElement.GetProperty("total").GetProperty("billed").GetString());
        Assert.Equal("7.5", json.RootElement.GetProperty("total").GetProperty("metered").GetString());
        Assert.Single(json.RootElement.GetProperty("findings").EnumerateArray());
        var folder = await CommandLine.RunAsync(
            new Dictionary<string, string>(), [.. arguments, "--ledger", _folder.FullName]);
        Assert.Equal((exitCode, output, error), folder);
    }

    [Fact]
    public async Task Reconcile_RequiresTheBillsFile()
    {
        var (exitCode, _, error) = await RunAsync(_server.ConnectionString, "reconcile", "--month", "2026-11");

        Assert.Equal(ExitCode.Unusable, exitCode);
        Assert.StartsWith("Pass the file of bills: --bills", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PasswordInAnError_IsNotShown()
    {
        var wrong = new NpgsqlConnectionStringBuilder(_server.ConnectionString) { Password = "sesame-open" }.ConnectionString;
        foreach (var connection in (string[])[wrong, "Host=127.0.0.1;Password=abc;sesame-open", "sesame-open"])
        {
            var (exitCode, output, error) = await RunAsync(connection, "ledger", "report");

            Assert.Equal(ExitCode.Unusable, exitCode);
            Assert.NotEqual("", error);
            Assert.DoesNotContain("sesame", output + error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task ServerWithoutALedger_IsAFault()
    {
        var (exitCode, _, error) = await RunAsync(_server.ConnectionString, "ledger", "report", "--schema", "other");

        Assert.Equal(ExitCode.Unusable, exitCode);
        Assert.Contains("There is no ledger in the schema 'other'", error, StringComparison.Ordinal);
    }

    /// <summary>Stores a bill for the calls, with prices that are 10 % higher than the metered prices.</summary>
    private static void KeepBills(string path)
    {
        using var store = BillStore.Open(path);
        for (var day = new DateTimeOffset(2026, 11, 20, 0, 0, 0, TimeSpan.Zero); day.Day < 23; day = day.AddDays(1))
        {
            store.Replace(new BillBucket
            {
                Source = "openai",
                Basis = BillBasis.Cost,
                Start = day,
                End = day.AddDays(1),
                ObservedAt = day.AddDays(10),
                Lines =
                [
                    new BillLine
                    {
                        Kind = BillLineKind.Usage,
                        Meter = "gpt-4o, input",
                        Provider = "openai",
                        Model = "gpt-4o",
                        Unit = "input",
                        Quantity = 1_000_000,
                        Amount = 2.75m,
                        Currency = "USD",
                    },
                ],
            });
        }
    }

    private static Task<(int ExitCode, string Output, string Error)> RunAsync(string connection, params string[] arguments) =>
        CommandLine.RunAsync(new Dictionary<string, string> { ["LLMCOST_POSTGRESQL"] = connection }, arguments);
}
