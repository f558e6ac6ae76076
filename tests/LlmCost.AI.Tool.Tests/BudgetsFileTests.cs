namespace LlmCost.AI.Tool.Tests;

public sealed class BudgetsFileTests : IDisposable
{
    private readonly BudgetApp _app = BudgetApp.WithFiles();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task Status_OfAllBudgets_HasOneLinePerLimit()
    {
        await _app.ChargeAsync("42", 1.5m);

        var lines = await _app.StatusAsync();

        Assert.Equal(
            [
                "company usd 1.5", "month usd 1.5", "month requests 1", "rate tokens 0", "run usd ", "team-model tokens ",
                "user usd ",
            ],
            lines.Select(line => string.Join(
                ' ',
                line.GetProperty("budget").GetString(),
                line.GetProperty("unit").GetString(),
                line.GetProperty("spent").GetString())));
        Assert.Equal("""["team","model"]""", lines[5].GetProperty("each").GetRawText());
        Assert.Equal("shadow", lines[3].GetProperty("mode").GetString());
    }

    [Fact]
    public async Task Status_OfAllBudgetsWithAScope_ReadsTheBudgetsThatAreSplitByIt()
    {
        await _app.ChargeAsync("42", 1.5m);

        var lines = await _app.StatusAsync(name: null, "user=42");

        Assert.Equal("1.5", lines[^1].GetProperty("spent").GetString());
        Assert.Equal("0.5", lines[^1].GetProperty("remaining").GetString());
    }

    [Fact]
    public async Task Status_HasTheResetInUtc()
    {
        await _app.ChargeAsync("42", 1);

        var resetsAt = (await _app.StatusAsync("month"))[0].GetProperty("resets_at").GetDateTimeOffset();

        var vienna = TimeZoneInfo.ConvertTime(resetsAt, TimeZoneInfo.FindSystemTimeZoneById("Europe/Vienna"));
        Assert.Equal((1, TimeSpan.Zero, TimeSpan.Zero), (vienna.Day, vienna.TimeOfDay, resetsAt.Offset));
        Assert.InRange(resetsAt, DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(31));
        Assert.Null((await _app.StatusAsync("company"))[0].GetProperty("resets_at").GetString());
    }

    [Fact]
    public async Task Table_HasLimitsSpendAndResets()
    {
        await _app.ChargeAsync("42", 1.5m);
        await _app.IncreaseAsync("user", 5, scope: "user=42");

        var table = Cells(await _app.TableAsync());

        Assert.Contains("company|usd||5000|1.5|0|4998.5|never", table);
        Assert.Contains("rate (shadow)|tokens||450000|0|0|450000|rolling 00:01:00", table);
        Assert.Contains("run|usd|each run|0.5||||", table);
        Assert.Contains("user|usd|user=42|7|1.5|0|5.5|never", table);
    }

    [Fact]
    public async Task Table_OfIncreases_HasActorTimeAndReason()
    {
        await _app.ChargeAsync("42", 1);
        await _app.IncreaseAsync(
            "user", 5, until: new DateTimeOffset(2100, 1, 2, 3, 4, 0, TimeSpan.FromHours(1)), scope: "user=42");

        var row = Cells(await _app.TableAsync(increases: true)).Single(row => row.Contains("ada", StringComparison.Ordinal));

        Assert.EndsWith("Z|ada|user|usd|user=42|5|2100-01-02 02:04Z|Ticket [4711]", row, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Increase_OfAStoppedApp_AppliesAtItsNextStart()
    {
        await _app.ChargeAsync("42", 2);
        await Assert.ThrowsAsync<BudgetExceededException>(() => _app.ChargeAsync("42", 1));

        await _app.IncreaseAsync("user", 1, scope: "user=42");

        await _app.ChargeAsync("42", 1);
        Assert.Equal("3", (await _app.StatusAsync("user", "user=42"))[0].GetProperty("spent").GetString());
    }

    [Fact]
    public async Task Increase_WhileTheAppRuns_IsRejected_ButStatusWorks()
    {
        await _app.ChargeAsync("42", 1);
        await using var running = new FileBudgetStore(_app.Location.Folder!);

        var fault = await BudgetApp.FaultOfAsync(() => _app.IncreaseAsync("company", 1));

        Assert.StartsWith($"'{_app.Location.Folder}' is in use, most likely by the app.", fault, StringComparison.Ordinal);
        Assert.Contains("CostBudgets.IncreaseAsync", fault, StringComparison.Ordinal);
        Assert.Equal("1", (await _app.StatusAsync("company"))[0].GetProperty("spent").GetString());
    }

    [Fact]
    public async Task Increase_OfAFolderWithoutAStore_IsRejected_AndCreatesNothing()
    {
        var fault = await BudgetApp.FaultOfAsync(() => _app.IncreaseAsync("company", 1));

        Assert.Equal(
            $"'{_app.Location.Folder}' is not the folder of a budget store; pass the path of AddFileBudgetStore.", fault);
        Assert.False(Directory.Exists(_app.Location.Folder));
    }

    [Fact]
    public async Task Increase_WithoutAUnit_AppliesToTheFirstLimit()
    {
        await _app.ChargeAsync("42", 1);

        var tokens = await _app.IncreaseAsync("team-model", 500, scope: ["model=gpt-5.1", "team=search"]);
        var requests = await _app.IncreaseAsync("month", 5, unit: "Requests");

        Assert.Equal(("tokens", "1500"), (tokens.GetProperty("unit").GetString(), tokens.GetProperty("limit").GetString()));
        Assert.Equal("1005", requests.GetProperty("limit").GetString());
    }

    [Theory]
    [InlineData("usr", null, " has no budget 'usr'; did you mean 'user'?")]
    [InlineData("nothing", null, " has no budget 'nothing'; it has company, month, rate, run, team-model, user.")]
    [InlineData("run", null, "Budget 'run' limits each run separately; nothing is stored.")]
    [InlineData("user", null, "Budget 'user' is split by user; pass --scope user=VALUE.")]
    [InlineData("team-model", "team=a", " is split by team, model; pass --scope team=VALUE --scope model=VALUE.")]
    [InlineData("user", "usr=42", "Budget 'user' is not split by 'usr'; did you mean 'user'?")]
    [InlineData("company", "user=42", "Budget 'company' is not split by 'user'.")]
    [InlineData(null, "tenant=42", "No budget is split by 'tenant'; it is split by team, model, user.")]
    [InlineData("user", "42", "--scope is '42'; it must have the form NAME=VALUE, such as user=42.")]
    public async Task Status_OfAWrongName_IsAFault(string? name, string? scope, string fault)
    {
        await _app.ChargeAsync("42", 1);

        Assert.EndsWith(
            fault,
            await BudgetApp.FaultOfAsync(() => _app.StatusAsync(name, scope is null ? [] : [scope])),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Top_OfABudgetThatIsNotSplit_IsAFault()
    {
        await _app.ChargeAsync("42", 1);

        Assert.Equal(
            "Budget 'company' is not split; use 'llmcost budgets status company'.",
            await BudgetApp.FaultOfAsync(() => _app.TopAsync("company")));
    }

    [Theory]
    [InlineData("user", "token", 1, "Budget 'user' has no limit in 'token'; it has limits in usd.")]
    [InlineData("month", "request", 1, "Budget 'month' has no limit in 'request'; did you mean 'requests'?")]
    [InlineData("month", "requests", 1.5, "The amount is 1.5; in requests it must be a whole number.")]
    [InlineData("month", "usd", 10_000_000, "The amount is 10000000; in usd it must be at most 9007199.")]
    public async Task ImpossibleIncrease_IsAFault(string name, string unit, double amount, string fault)
    {
        await _app.ChargeAsync("42", 1);

        Assert.Equal(fault, await BudgetApp.FaultOfAsync(() => _app.IncreaseAsync(
            name, (decimal)amount, unit, scope: name is "user" ? ["user=42"] : [])));
    }

    [Fact]
    public async Task Increase_UntilThePast_IsAFault()
    {
        await _app.ChargeAsync("42", 1);

        Assert.Equal(
            "--until is 2020-01-01 00:00:00Z, which is not in the future.",
            await BudgetApp.FaultOfAsync(() => _app.IncreaseAsync("company", 1, until: new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero))));
    }

    [Theory]
    [InlineData("""{ "LlmCost": { "Budgets": { "a": { "Usd": 1, "WarnAt": [ 0.8 ] } } } }""", "LlmCost:Budgets:a:WarnAt")]
    [InlineData("""{ "LlmCost": { "Budgets": { "a": { "Uds": 1 } } } }""", "did you mean 'Usd'?")]
    [InlineData("""{ "LlmCost": { "Budgets": { "a": """, "appsettings")]
    [InlineData("{}", " has no budgets; their section is LlmCost:Budgets.")]
    public async Task InvalidConfig_IsReported(string config, string words)
    {
        _app.Config = _app.Write("bad.appsettings.json", config);

        var fault = await BudgetApp.FaultOfAsync(() => _app.StatusAsync());

        Assert.StartsWith(_app.Config.FullName, fault, StringComparison.Ordinal);
        Assert.Contains(words, fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MissingConfig_IsAFault()
    {
        _app.Config = new FileInfo("no-such-appsettings.json");

        Assert.Contains(
            "no-such-appsettings.json", await BudgetApp.FaultOfAsync(() => _app.StatusAsync()), StringComparison.Ordinal);
    }

    /// <summary>Returns the rows of a table with their cells separated by <c>|</c>.</summary>
    private static IEnumerable<string> Cells(string table) => table.Split('\n')
        .Where(line => line.StartsWith('│'))
        .Select(line => string.Join('|', line.Trim().Trim('│').Split('│').Select(cell => cell.Trim())));
}
