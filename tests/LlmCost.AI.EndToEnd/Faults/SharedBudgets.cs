using System.Globalization;
using LlmCost.AI.EndToEnd.Backend;
using LlmCost.AI.Load.Report;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LlmCost.AI.EndToEnd.Faults;

/// <summary>The budgets of a load app in Redis, and the guarantees that apply regardless of faults in the Redis server.</summary>
internal static class SharedBudgets
{
    private const string CompanyName = "company";
    private const string Rush = "rush";
    private const string InFlight = "in-flight";

    /// <summary>
    /// The load of a row that shares the machine with others, in calls per second. The load is low, so that commands time out
    /// only because of the fault.
    /// </summary>
    private const string SharedRate = "300";

    private const string RushFeature = "extract_keywords";
    private const decimal CompanyLimit = 150;
    private const int RushLimit = 100;
    private const decimal AllowancePercent = 5;

    /// <summary>
    /// The number of calls after the repair for which a test waits. The allowances of the outage cover fewer calls, so the
    /// server must have admitted some of them.
    /// </summary>
    private const int CallsAfterRepair = 1_000;

    /// <summary>
    /// The timeout of commands. It is long enough that commands time out only because of the fault, even on a busy machine.
    /// </summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    /// <summary>The maximum time to wait for calls. It is much longer than a busy machine needs.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    /// <summary>
    /// The maximum delay of 99 % of the calls: twice the timeout of a command. If rows share the machine, the maximum is higher,
    /// but still shorter than any outage, so a call that waits for the end of the outage exceeds it.
    /// </summary>
    private static readonly TimeSpan MaxDelay = FaultMatrix.IsOneAtATime ? 2 * Timeout : 10 * Timeout;

    /// <summary>
    /// Returns the settings of the app. The limit of one feature is exhausted before the outage, so that the allowance during the
    /// outage exceeds the limit.
    /// </summary>
    public static IEnumerable<(string Name, string Value)> Settings(FaultStack stack) =>
    [
        Connection(stack),
        ("Load__Rate", FaultMatrix.IsOneAtATime ? FaultRun.Rate : SharedRate),
        .. Company(CompanyLimit),
        .. Others,

        // Completes the calls in progress when the app stops, so that the cost of each call is known exactly.
        ("Load__Drains", "true"),
        ("Load__Errors", "10"),
        ("Load__TimeOuts", "0"),
        ("Load__Resets", "0"),
        ("Load__Cancels", "0"),
        ("Load__Leaves", "0"),
    ];

    /// <summary>
    /// Returns the settings of an app that will be killed: a limit that is never reached, and the shortest possible lease.
    /// </summary>
    public static IEnumerable<(string Name, string Value)> SettingsOfKilledApp(FaultStack stack) =>
    [
        Connection(stack),
        .. Company(limit: 1_000_000),
        ("LlmCost__BudgetStore__Lease", "00:00:10"),

        // Some calls are slow enough to be in progress when the app is killed.
        ("Load__TimeOuts", "10"),
    ];

    /// <summary>
    /// Asserts that the reservations of a killed app expire: their floors are charged, and the rest is released.
    /// </summary>
    public static async Task FloorsAreChargedAsync(FaultStack stack, OpenHolds left, CancellationToken cancellationToken)
    {
        Assert.NotEqual(0, left.Count);
        Assert.InRange(left.Floors, 1, left.Reserved - 1);

        await using var replica = Replica(stack);
        var status = await Poll.UntilAsync(
            token => StatusAsync(replica.GetRequiredService<CostBudgets>(), CompanyName, token),
            accept: status => status.Reserved is 0,
            explain: status => $"{status.Reserved} USD are still reserved.",
            cancellationToken);
        Assert.Equal((left.Spent + left.Floors) / 1e9m, status.Spent);
    }

    private static (string Name, string Value) Connection(FaultStack stack) =>
        ("Load__Redis", $"{stack.RedisNetwork.Address.Authority},connectTimeout=1000");

    private static IEnumerable<(string Name, string Value)> Company(decimal limit) =>
    [
        ($"LlmCost__Budgets__{CompanyName}__Usd", limit.ToString(CultureInfo.InvariantCulture)),
        ($"LlmCost__Budgets__{CompanyName}__Window", "Lifetime"),
        ($"LlmCost__Budgets__{CompanyName}__Guarantee", "Strict"),
        ($"LlmCost__Budgets__{CompanyName}__OnUnpriced", "Allow"),
    ];

    private static IEnumerable<(string Name, string Value)> Others =>
    [
        ($"LlmCost__Budgets__{Rush}__Requests", RushLimit.ToString(CultureInfo.InvariantCulture)),
        ($"LlmCost__Budgets__{Rush}__Window", "Lifetime"),
        ($"LlmCost__Budgets__{Rush}__Match__feature", RushFeature),
        ($"LlmCost__Budgets__{InFlight}__Concurrent", "2000"),
        ($"LlmCost__Budgets__{InFlight}__Window", "Lifetime"),
        ("LlmCost__BudgetStore__Timeout", Timeout.ToString()),
        ("LlmCost__BudgetStore__AllowancePercent", AllowancePercent.ToString(CultureInfo.InvariantCulture)),
    ];

    /// <summary>Waits until the limit of the feature is exhausted.</summary>
    public static async Task UntilSpentAsync(FaultStack stack, CancellationToken cancellationToken)
    {
        await using var replica = Replica(stack);
        await Poll.UntilAsync(
            token => StatusAsync(replica.GetRequiredService<CostBudgets>(), Rush, token),
            accept: status => status.Spent >= RushLimit,
            explain: status => $"{status.Spent} requests of {RushLimit} are spent.",
            cancellationToken,
            Deadline);
    }

    /// <summary>Waits until the repaired server admits calls again.</summary>
    public static async Task UntilAdmittedAsync(LoadApp app, CancellationToken cancellationToken)
    {
        var wanted = app.Journal()[^1].Totals.Calls + CallsAfterRepair;
        await Poll.UntilAsync(
            _ => Task.FromResult(app.Journal()[^1].Totals.Calls),
            accept: calls => calls >= wanted,
            explain: calls => $"{calls} of {wanted} calls were admitted.",
            cancellationToken,
            Deadline);
    }

    /// <summary>
    /// Asserts that the spent amount equals the cost of the calls, that it is at most the sum of the limit and its allowance, and
    /// that nothing is reserved.
    /// </summary>
    public static async Task HoldAsync(FaultStack stack, LoadReport report, CancellationToken cancellationToken)
    {
        await using var replica = Replica(stack);
        var budgets = replica.GetRequiredService<CostBudgets>();

        var company = await StatusAsync(budgets, CompanyName, cancellationToken);
        Assert.Equal((report.Records.NanoCost / 1e9m, 0m), (company.Spent, company.Reserved));
        Assert.InRange(company.Spent, 0, WithAllowance(CompanyLimit));

        var rush = await StatusAsync(budgets, Rush, cancellationToken);
        var answered = report.CallLines.Where(line => line.Series is { Feature: RushFeature, ErrorType: "" });
        Assert.Equal((answered.Sum(line => line.Calls), 0m), ((long)rush.Spent, rush.Reserved));
        Assert.InRange(rush.Spent, RushLimit, WithAllowance(RushLimit));

        Assert.Equal(0, (await StatusAsync(budgets, InFlight, cancellationToken)).Reserved);

        Assert.Equal(
            report.RefusedCalls,
            await Invariant.SumAsync(
                "llmcost_budget_decisions_total", """llmcost_budget_decision="refused",""", stack.Prometheus.Api,
                cancellationToken));
        Assert.NotEqual(
            0, await Invariant.SumAsync("llmcost_budget_store_failures_total", stack.Prometheus.Api, cancellationToken));
        Assert.InRange(report.ExtraMicrosecondsP99, 0, MaxDelay.TotalMicroseconds);
        Assert.InRange(report.RefusalMicrosecondsP99, 0, MaxDelay.TotalMicroseconds);
    }

    private static decimal WithAllowance(decimal limit) => limit * (100 + AllowancePercent) / 100;

    /// <summary>Creates another replica of the app, which has the same budgets.</summary>
    private static ServiceProvider Replica(FaultStack stack)
    {
        var settings = Company(CompanyLimit).Concat(Others).Select(setting => KeyValuePair.Create(
            setting.Name.Replace("__", ":", StringComparison.Ordinal), (string?)setting.Value));
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.AddCostMetering()
            .AddBudgets(budgets => budgets.ConfigureStore(options => options.Timeout = Poll.Deadline / 2))
            .AddRedisBudgetStore(stack.Redis.ConnectionString);
        return services.BuildServiceProvider();
    }

    private static async Task<BudgetStatus> StatusAsync(
        CostBudgets budgets, string name, CancellationToken cancellationToken) =>
        Assert.Single(await budgets.GetStatusAsync(name, cancellationToken: cancellationToken));
}
