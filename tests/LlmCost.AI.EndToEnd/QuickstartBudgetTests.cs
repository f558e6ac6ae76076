using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using LlmCost.AI.EndToEnd.Backend;

namespace LlmCost.AI.EndToEnd;

/// <summary>The Quickstart with a budget, as entered by a user.</summary>
public sealed class QuickstartBudgetTests
{
    private const decimal Limit = 0.05m;
    private const decimal MaxInputOfACall = 0.005m;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_HoldsItsLimit_WarnsDowngradesAndRefuses()
    {
        var summary = await RunAsync();

        var budget = summary["budget"]!;
        Assert.InRange(Amount(summary["total"]!["cost"]), Limit / 2, Limit);
        AssertSpent(Amount(budget["spent"]), summary);
        Assert.True((int)budget["warned_at_percent"]! >= 50 && (int)budget["downgraded"]! > 0 && (int)budget["refused"]! > 0);
    }

    private static async Task<JsonNode> RunAsync()
    {
        var configuration =
            typeof(QuickstartBudgetTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        return JsonNode.Parse(await CommandLine.RunAsync(
            "dotnet",
            [
                "run", "--no-build", "-c", configuration, "--project", "samples/Quickstart", "--", "--json",
                "--duration", "5s", "--rate", "30", "--errors", "0",
                "--budget", Limit.ToString(CultureInfo.InvariantCulture),
            ],
            new Dictionary<string, string?>(),
            Token))!;
    }

    private static decimal Amount(JsonNode? amount) => decimal.Parse((string)amount!, CultureInfo.InvariantCulture);

    /// <summary>
    /// Checks that a budget has spent what the run cost, rounded up to a billionth of a USD for each call. The simulated provider
    /// breaks off some streams, and such a stream is charged at least its input.
    /// </summary>
    private static void AssertSpent(decimal spent, JsonNode run)
    {
        var calls = run["calls"]!;
        var broken = Math.Max((int)calls["failed"]!, (int)calls["estimated"]!);
        Assert.InRange(
            spent - Amount(run["total"]!["cost"]), 0, (broken * MaxInputOfACall) + ((int)calls["total"]! * 0.000_000_001m));
    }
}
