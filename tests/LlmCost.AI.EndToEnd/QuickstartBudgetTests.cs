using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using LlmCost.AI.EndToEnd.Backend;
using LlmCost.AI.Redis.Tests;

namespace LlmCost.AI.EndToEnd;

/// <summary>The Quickstart with a budget, started as a user would.</summary>
public sealed class QuickstartBudgetTests
{
    private const decimal Limit = 0.05m;
    private const decimal MaxInputOfACall = 0.005m;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_HoldsItsLimit_WarnsDowngradesAndRefuses()
    {
        var summary = await RunAsync(seed: 1);

        var budget = summary["budget"]!;
        Assert.InRange(Amount(summary["total"]!["cost"]), Limit / 2, Limit);
        AssertSpent(Amount(budget["spent"]), summary);
        Assert.True((int)budget["warned_at_percent"]! >= 50 && (int)budget["downgraded"]! > 0 && (int)budget["refused"]! > 0);
    }

    [Fact]
    public async Task TwoRunsOnOneRedis_ShareOneLimit()
    {
        await using var redis = await RedisServer.StartAsync();

        var runs = await Task.WhenAll(RunAsync(seed: 1, redis.Address), RunAsync(seed: 2, redis.Address));

        Assert.All(runs, run => Assert.True(run["budget"]!["read_error"] is null && (int)run["budget"]!["refused"]! > 0));
        var spent = runs.Max(run => Amount(run["budget"]!["spent"]));
        Assert.InRange(spent, Limit / 2, Limit);
        AssertSpent(spent, runs);
    }

    [Fact]
    public async Task RunWithoutItsRedis_SpendsOnlyItsAllowance_AndReportsTheError()
    {
        var summary = await RunAsync(seed: 1, $"127.0.0.1:{FreePort.Find(1)[0]}", "00:00:00.25");

        Assert.NotNull((string?)summary["budget"]!["read_error"]);
        Assert.Null(summary["budget"]!["spent"]);
        Assert.True((int)summary["budget"]!["refused"]! > 0);
        Assert.InRange(Amount(summary["total"]!["cost"]), 0, Limit * new BudgetStoreOptions().AllowancePercent / 100);
    }

    /// <summary>
    /// Runs the Quickstart. The default timeout of the store is long enough for a busy machine, so that no call uses the
    /// allowance.
    /// </summary>
    private static async Task<JsonNode> RunAsync(int seed, string? redis = null, string storeTimeout = "00:00:30")
    {
        var configuration =
            typeof(QuickstartBudgetTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        string[] shared = redis is null ? [] : ["--redis", redis];
        return JsonNode.Parse(await CommandLine.RunAsync(
            "dotnet",
            [
                "run", "--no-build", "-c", configuration, "--project", "samples/Quickstart", "--", "--json",
                "--duration", "5s", "--rate", "30", "--errors", "0", "--seed", $"{seed}",
                "--budget", Limit.ToString(CultureInfo.InvariantCulture), .. shared,
            ],
            new Dictionary<string, string?> { ["LlmCost__BudgetStore__Timeout"] = storeTimeout },
            Token))!;
    }

    private static decimal Amount(JsonNode? amount) => decimal.Parse((string)amount!, CultureInfo.InvariantCulture);

    /// <summary>
    /// Asserts that the spent amount of a budget equals the cost of the runs, rounded up to a billionth of a USD for each call.
    /// The simulated provider interrupts some streams. Such a stream is charged at least the cost of its input.
    /// </summary>
    private static void AssertSpent(decimal spent, params JsonNode[] runs)
    {
        var broken = runs.Sum(run => Math.Max((int)run["calls"]!["failed"]!, (int)run["calls"]!["estimated"]!));
        var calls = runs.Sum(run => (int)run["calls"]!["total"]!);
        Assert.InRange(
            spent - runs.Sum(run => Amount(run["total"]!["cost"])),
            0,
            (broken * MaxInputOfACall) + (calls * 0.000_000_001m));
    }
}
