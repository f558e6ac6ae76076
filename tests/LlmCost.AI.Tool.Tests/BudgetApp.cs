using System.Text.Json;
using LlmCost.AI.Redis.Tests;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;
using Spectre.Console.Testing;

namespace LlmCost.AI.Tool.Tests;

/// <summary>
/// Runs an app with budgets in a real store, and <c>llmcost budgets</c> with the configuration and the store of the app.
/// </summary>
internal sealed class BudgetApp : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("llmcost-");

    private BudgetApp(BudgetStoreLocation? redis)
    {
        Location = redis ?? new BudgetStoreLocation { Folder = Path.Combine(_folder.FullName, "budgets") };
        Config = Write("appsettings.json", $$"""
            { "LlmCost": {
                "Budgets": {
                  "company": { "Usd": 5000, "Window": "Lifetime" },
                  "month": { "Usd": 900, "Requests": 1000, "TimeZone": "Europe/Vienna" },
                  "user": { "Usd": 2, "Window": "Lifetime", "Each": [ "user" ], "Overrides": { "vip-*": { "Usd": 20 } } },
                  "team-model": { "Tokens": 1000, "Window": "Lifetime", "Each": [ "team", "model" ] },
                  "rate": { "Tokens": 450000, "Window": "00:01:00", "Mode": "Shadow" },
                  "run": { "Usd": 0.5, "Window": "Run" }
                },
                "BudgetStore": { "Group": "{{SharedRedis.NewGroup().Group}}", "Timeout": "00:00:30" } } }
            """);
    }

    /// <summary>
    /// Gets or sets the configuration file of the command. Some tests set a file that differs from the configuration of the app.
    /// </summary>
    public FileInfo Config { get; set; }

    /// <summary>
    /// Gets or sets the store location of the command. Some tests set a location that differs from the store of the app.
    /// </summary>
    public BudgetStoreLocation Location { get; set; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static BudgetApp WithRedis(RedisServer server, string? scopeKey = null) =>
        new(new BudgetStoreLocation { Redis = server.ConnectionString, ScopeKey = scopeKey });

    public static BudgetApp WithFiles() => new(redis: null);

    public void Dispose() => _folder.Delete(recursive: true);

    public FileInfo Write(string name, string content)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, content);
        return new FileInfo(path);
    }

    /// <summary>Starts the app.</summary>
    public ServiceProvider Start()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddJsonFile(Config.FullName).Build());
        var builder = services.AddCostMetering().AddBudgets();
        _ = Location.Redis is { } redis
            ? builder.AddRedisBudgetStore(redis, Location.ScopeKey)
            : builder.AddFileBudgetStore(Location.Folder!);
        return services.BuildServiceProvider();
    }

    /// <summary>Starts the app, makes a call with the given cost for a user, and stops the app.</summary>
    public async Task ChargeAsync(string user, decimal usd)
    {
        await using var services = Start();
        using var scope = CostScope.Begin(null, ("user", user));
        await services.GetRequiredService<CostBudgets>().ChargeAsync(usd, Token);
    }

    /// <summary>Runs <c>llmcost budgets status --json</c>.</summary>
    public async Task<IReadOnlyList<JsonElement>> StatusAsync(string? name = null, params string[] scope) =>
        Lines(await RunAsync(console => BudgetsStatusCommand.RunAsync(
            Config, Location, name, scope, increases: false, asJson: true, TimeProvider.System, console, Token)));

    /// <summary>Runs <c>llmcost budgets status --increases --json</c>.</summary>
    public async Task<IReadOnlyList<JsonElement>> IncreasesAsync(string? name = null) =>
        Lines(await RunAsync(console => BudgetsStatusCommand.RunAsync(
            Config, Location, name, [], increases: true, asJson: true, TimeProvider.System, console, Token)));

    /// <summary>Runs <c>llmcost budgets top --json</c>.</summary>
    public async Task<IReadOnlyList<JsonElement>> TopAsync(string name, string? unit = null, int count = 10) =>
        Lines(await RunAsync(console => BudgetsTopCommand.RunAsync(
            Config, Location, name, unit, count, asJson: true, TimeProvider.System, console, Token)));

    /// <summary>Runs <c>llmcost budgets increase --json</c>.</summary>
    public async Task<JsonElement> IncreaseAsync(
        string name, decimal amount, string? unit = null, DateTimeOffset? until = null, params string[] scope) =>
        Lines(await RunAsync(console => BudgetsIncreaseCommand.RunAsync(
            Config,
            Location,
            budgets => budgets.IncreaseAsync(
                name, amount, until ?? DateTimeOffset.UtcNow.AddDays(1), "ada", "Ticket [4711]", scope, unit, Token),
            asJson: true,
            TimeProvider.System,
            console))).Single();

    /// <summary>Runs <c>llmcost budgets status</c> on a terminal and returns its output.</summary>
    public async Task<string> TableAsync(bool increases = false)
    {
        var (exitCode, output, _) = await RunAsync(console => BudgetsStatusCommand.RunAsync(
            Config, Location, null, ["user=42"], increases, asJson: false, TimeProvider.System, console, Token));
        Assert.Equal(ExitCode.Success, exitCode);
        return output;
    }

    /// <summary>Asserts that a command fails, and returns its error output.</summary>
    public static async Task<string> FaultOfAsync(Func<Task> command)
    {
        var fault = await Assert.ThrowsAsync<CommandFailed>(command);
        Assert.Equal(ExitCode.Unusable, fault.ExitCode);
        return fault.Message;
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(Func<IAnsiConsole, Task<int>> command)
    {
        using var console = new TestConsole().Width(160);
        using var error = new StringWriter();
        var exitCode = await SharedOptions.GuardAsync(error, () => command(console));
        return (exitCode, console.Output, error.ToString().TrimEnd());
    }

    private static IReadOnlyList<JsonElement> Lines((int ExitCode, string Output, string Error) result) =>
        result.ExitCode is ExitCode.Success
            ? [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))]
            : throw new CommandFailed(result.ExitCode, result.Error);

    private sealed class CommandFailed(int exitCode, string error) : Exception(error)
    {
        public int ExitCode => exitCode;
    }
}
