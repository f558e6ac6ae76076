using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;

namespace LlmCost.AI.Tests;

public sealed class AddBudgetsTests
{
    private const string Example =
        """
        { "LlmCost": {
            "Budgets": {
              "company-month": {
                "Usd": 5000, "Window": "Month", "TimeZone": "Europe/Vienna", "Guarantee": "Strict", "WarnAt": [80, 95],
                "DowngradeAt": 90 },
              "user-day": {
                "Usd": 2.0, "Window": "Day", "Each": ["user"], "OnMissing": "Shared", "Overrides": { "vip-*": { "Usd": 20 } } },
              "run":           { "Usd": 0.5, "Window": "Run", "WrapUpAt": 90 },
              "new-rule":      { "Tokens": 200000, "Window": "00:01:00", "Match": { "feature": "chat" }, "Mode": "Shadow" } },
            "Downgrades": { "gpt-5.2": ["gpt-5.2-mini"] },
            "BudgetStore": {
              "Group": "shop-prod", "OnFailure": "Allowance", "AllowancePercent": 5, "Timeout": "00:00:00.250" } } }
        """;

    private readonly Settings _settings = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Configuration_BindsToExactlyTheseOptions()
    {
        using var services = Build(Json(Example));

        var expected = new BudgetsOptions
        {
            Budgets =
            {
                ["company-month"] = new()
                {
                    Usd = 5_000,
                    Window = "Month",
                    TimeZone = "Europe/Vienna",
                    Guarantee = BudgetGuarantee.Strict,
                    WarnAt = { 80, 95 },
                    DowngradeAt = 90,
                },
                ["new-rule"] = new()
                {
                    Tokens = 200_000, Window = "00:01:00", Match = { ["feature"] = "chat" }, Mode = BudgetMode.Shadow,
                },
                ["run"] = new() { Usd = 0.5m, Window = "Run", WrapUpAt = 90 },
                ["user-day"] = new()
                {
                    Usd = 2.0m,
                    Window = "Day",
                    Each = { "user" },
                    OnMissing = MissingScopeAction.Shared,
                    Overrides = { ["vip-*"] = new() { Usd = 20 } },
                },
            },
            Downgrades = { ["gpt-5.2"] = ["gpt-5.2-mini"] },
            BudgetStore =
            {
                Group = "shop-prod",
                OnFailure = StoreFailureAction.Allowance,
                AllowancePercent = 5,
                Timeout = TimeSpan.FromMilliseconds(250),
            },
        };
        AssertEqual(expected, Options(services));
    }

    [Fact]
    public void Code_WritesTheSameOptionsAsConfiguration()
    {
        using var services = Build(new ConfigurationBuilder().Build(), budgets => budgets
            .Add("company-month", b => b.Usd(5_000).PerMonth("Europe/Vienna").Strict().WarnAt(80, 95).DowngradeAt(90))
            .Add("new-rule", b => b.Tokens(200_000).Rolling(TimeSpan.FromMinutes(1)).Match("feature", "chat").Shadow())
            .Add("run", b => b.Usd(0.5m).PerRun().WrapUpAt(90))
            .Add(
                "user-day",
                b => b.Usd(2.0m).PerDay().ForEach("user").OnMissing(MissingScopeAction.Shared).Override("vip-*", usd: 20))
            .Downgrade("gpt-5.2", "gpt-5.2-mini")
            .ConfigureStore(store => store.Group = "shop-prod"));
        using var configured = Build(Json(Example));

        AssertEqual(Options(configured), Options(services));
    }

    [Fact]
    public void Code_SetsEveryOption()
    {
        var budgets = new BudgetsOptions();
        new BudgetsBuilder(budgets)
            .Add("all", b => b
                .Usd(1).Tokens(2).InputTokens(3).OutputTokens(4).Requests(5).Concurrent(6)
                .PerWeek("Asia/Tokyo", DayOfWeek.Sunday).Match("provider", "openai").ForEach("tenant")
                .OnMissing(MissingScopeAction.Refuse).Override("a", 1, 2, 3, 4, 5, 6)
                .Expected().Observe().WarnAt(50).DowngradeAt(60).SlowDownAt(70).WrapUpAt(80)
                .Wait(TimeSpan.FromSeconds(10), queueLimit: 7).MinOutputTokens(8).DefaultOutputTokens(9)
                .OnCut(CutAction.End).OnCapped(CappedAction.Throw).AssumeUnpriced(input: 10, output: 11))
            .Add("day", b => b.PerDay("Asia/Tokyo", startsAt: 4).Observed().AllowUnpriced())
            .Add("month", b => b.PerMonth(startsOn: 15).AssumeUnpriced(1, 2).RefuseUnpriced());

        var expected = new BudgetsOptions
        {
            Budgets =
            {
                ["all"] = new()
                {
                    Usd = 1,
                    Tokens = 2,
                    InputTokens = 3,
                    OutputTokens = 4,
                    Requests = 5,
                    Concurrent = 6,
                    Window = "Week",
                    TimeZone = "Asia/Tokyo",
                    WeekStartsOn = DayOfWeek.Sunday,
                    Match = { ["provider"] = "openai" },
                    Each = { "tenant" },
                    OnMissing = MissingScopeAction.Refuse,
                    Overrides =
                    {
                        ["a"] = new()
                        {
                            Usd = 1, Tokens = 2, InputTokens = 3, OutputTokens = 4, Requests = 5, Concurrent = 6,
                        },
                    },
                    Guarantee = BudgetGuarantee.Expected,
                    Mode = BudgetMode.Observe,
                    WarnAt = { 50 },
                    DowngradeAt = 60,
                    SlowDownAt = 70,
                    WrapUpAt = 80,
                    MaxWait = TimeSpan.FromSeconds(10),
                    QueueLimit = 7,
                    MinOutputTokens = 8,
                    DefaultOutputTokens = 9,
                    OnCut = CutAction.End,
                    OnCapped = CappedAction.Throw,
                    OnUnpriced = UnpricedAction.Assume,
                    AssumedInput = 10,
                    AssumedOutput = 11,
                },
                ["day"] = new()
                {
                    Window = "Day",
                    TimeZone = "Asia/Tokyo",
                    DayStartsAt = 4,
                    Guarantee = BudgetGuarantee.Observed,
                    OnUnpriced = UnpricedAction.Allow,
                },
                ["month"] = new() { Window = "Month", MonthStartsOn = 15, OnUnpriced = UnpricedAction.Refuse },
            },
        };
        AssertEqual(expected, budgets);
    }

    public static TheoryData<Action<BudgetBuilder>, string> Windows => new()
    {
        { b => b.PerRequest(), "Request" },
        { b => b.PerRun(), "Run" },
        { b => b.PerMinute(), "Minute" },
        { b => b.PerHour(), "Hour" },
        { b => b.PerDay(), "Day" },
        { b => b.PerWeek(), "Week" },
        { b => b.PerMonth(), "Month" },
        { b => b.PerYear(), "Year" },
        { b => b.Lifetime(), "Lifetime" },
        { b => b.Rolling(TimeSpan.FromSeconds(1)), "00:00:01" },
        { b => b.Rolling(TimeSpan.FromDays(31)), "31.00:00:00" },
        { b => b.Rolling(TimeSpan.FromMilliseconds(1_500)), "00:00:01.5000000" },
    };

    [Theory]
    [MemberData(nameof(Windows))]
    public void EachWindow_IsValidAndHasItsName(Action<BudgetBuilder> window, string name)
    {
        using var services = Build(new ConfigurationBuilder().Build(), budgets => budgets.Add("one", b => window(b.Usd(1))));

        Assert.Equal(name, Options(services).Budgets["one"].Window);
    }

    [Fact]
    public void Code_ChangesTheConfiguredBudgetOfTheSameName()
    {
        using var services = Build(
            Json(Example),
            budgets => budgets
                .Add("Company-Month", b => b.Usd(6_000).WarnAt(50))
                .Add("extra", b => b.Requests(10).PerMinute()));

        var options = Options(services);

        Assert.Equal(["company-month", "extra", "new-rule", "run", "user-day"], options.Budgets.Keys.Order());
        var month = options.Budgets["company-month"];
        Assert.Equal(
            (6_000m, "Europe/Vienna", BudgetGuarantee.Strict, 90),
            (month.Usd, month.TimeZone, month.Guarantee, month.DowngradeAt));
        Assert.Equal([50], month.WarnAt);
    }

    [Fact]
    public void SeveralCalls_AddToTheSameBudgets()
    {
        using var services = new ServiceCollection().AddCostMetering()
            .AddBudgets(budgets => budgets.Add("month", b => b.Usd(1)))
            .AddBudgets()
            .AddBudgets(budgets => budgets.Add("month", b => b.Usd(2)).Add("day", b => b.Usd(3).PerDay()))
            .Services.BuildServiceProvider();

        var options = Options(services);

        Assert.Equal([("day", 3m), ("month", 2m)], options.Budgets.Select(pair => (pair.Key, pair.Value.Usd!.Value)).Order());
    }

    [Fact]
    public void NameAddedTwice_FailsWithAMessageThatNamesIt()
    {
        using var services = Build(
            new ConfigurationBuilder().Build(),
            budgets => budgets.Add("month", b => b.Usd(1)).Add("Month", b => b.Usd(2)));

        var fault = Assert.Throws<ArgumentException>(() => Options(services));

        Assert.StartsWith("The budget 'Month' is added twice; case is ignored.", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EnvironmentVariable_OverridesASingleValue()
    {
        var prefix = $"LLMCOST_TEST_{Guid.NewGuid():N}_";
        Environment.SetEnvironmentVariable($"{prefix}LlmCost__Budgets__company-month__Usd", "7500.25");
        Environment.SetEnvironmentVariable($"{prefix}LlmCost__Budgets__user-day__Overrides__vip-*__Usd", "30");
        using var services = Build(new ConfigurationBuilder()
            .AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(Example)))
            .AddEnvironmentVariables(prefix)
            .Build());

        var budgets = Options(services).Budgets;

        Assert.Equal((7_500.25m, 90), (budgets["company-month"].Usd, budgets["company-month"].DowngradeAt));
        Assert.Equal((2m, 30m), (budgets["user-day"].Usd, budgets["user-day"].Overrides["vip-*"].Usd));
    }

    [Fact]
    public void Downgrades_OfModelsWithAColon_AreRead()
    {
        Set(
            "Downgrades:llama3:70b:1", "llama3:1b", "Downgrades:llama3:70b:0", "llama3:8b",
            "Downgrades:anthropic.claude-sonnet-v1:0:0", "anthropic.claude-haiku-v1:0");
        using var services = Build(new ConfigurationRoot([_settings]));

        var downgrades = Options(services).Downgrades;

        Assert.Equal(["anthropic.claude-sonnet-v1:0", "llama3:70b"], downgrades.Keys.Order());
        Assert.Equal(["llama3:8b", "llama3:1b"], downgrades["llama3:70b"]);
        Assert.Equal(["anthropic.claude-haiku-v1:0"], downgrades["anthropic.claude-sonnet-v1:0"]);
    }

    [Theory]
    [InlineData("Budgets:b:Window", "00:01:00", "Budgets:b:MaxWait", "00:10:00", "Budgets:b:QueueLimit", "100000")]
    [InlineData("Budgets:b:Window", "month", "Budgets:b:TimeZone", "America/New_York", "Budgets:b:MonthStartsOn", "31")]
    [InlineData("Budgets:b:Concurrent", "0", "Budgets:b:MaxWait", "00:00:01", "Budgets:b:Usd", "")]
    [InlineData("Budgets:b:Usd", "9000000", "Budgets:b:Tokens", "9000000000000000", "Budgets:b:Requests", "0")]
    [InlineData("Budgets:b:Usd", "0.000000001", "Budgets:b:WarnAt:0", "1", "Budgets:b:WarnAt:1", "100")]
    [InlineData("Budgets:b:Usd", "1.50000000000", "Budgets:b:Match:cost.center/eu", "a*", "Budgets:b:Match:model", "*")]
    [InlineData("Budgets:b:Each:0", "user", "Budgets:b:Each:1", "tenant", "Budgets:b:SlowDownAt", "50")]
    [InlineData("Budgets:b:Guarantee", "strict", "Budgets:b:MinOutputTokens", "1", "Budgets:b:DefaultOutputTokens", "10000000")]
    [InlineData(
        "Budgets:b:OnUnpriced", "assume", "Budgets:b:AssumedInput", "0", "Budgets:b:AssumedOutput", "1000000")]
    [InlineData("BudgetStore:Group", "shop.prod-1_a", "BudgetStore:AllowancePercent", "0", "BudgetStore:Lease", "00:00:10")]
    [InlineData("BudgetStore:Timeout", "00:00:30", "BudgetStore:MaxCounters", "100", "BudgetStore:AllowancePercent", "100")]
    [InlineData("Downgrades:a:0", "b", "Downgrades:a:1", "c", "Downgrades:b:0", "c")]
    public void Start_ValuesAtTheirBounds_AreValid(params string[] settings)
    {
        Set("Budgets:b:Usd", "1");
        Set(settings);
        using var services = Build(new ConfigurationRoot([_settings]));

        Assert.Contains("b", Options(services).Budgets);
    }

    public static TheoryData<string, string, string> Faults => new()
    {
        // Keys.
        { "Budgets:b:Usdd", "1", "LlmCost:Budgets:b:Usdd is not a key of LlmCost; did you mean 'Usd'?" },
        { "Budgets:b:Guarante", "Strict", "LlmCost:Budgets:b:Guarante is not a key of LlmCost; did you mean 'Guarantee'?" },
        {
            "Budgets:b:Overrides:x:Window",
            "Day",
            "LlmCost:Budgets:b:Overrides:x:Window is not a key of LlmCost; it must be one of Usd, "
        },
        { "BudgetStore:Grop", "x", "LlmCost:BudgetStore:Grop is not a key of LlmCost; did you mean 'Group'?" },
        { "BudgetStore", "redis", "LlmCost:BudgetStore is 'redis'; it must be a section with keys." },
        { "Budgets:x", "5", "LlmCost:Budgets:x is '5'; it must be a section with keys." },
        {
            "Downgrades:gpt-5.2",
            "gpt-5.2-mini",
            "LlmCost:Downgrades:gpt-5.2 is 'gpt-5.2-mini'; it must be a list of models, such as [\"gpt-5.2-mini\"]."
        },

        // Values of another type.
        { "Budgets:b:Usd", "$5", "LlmCost:Budgets:b:Usd is '$5'; it must be a number, with '.' before the decimals." },
        { "Budgets:b:Tokens", "1e6", "LlmCost:Budgets:b:Tokens is '1e6'; it must be a whole number." },
        { "Budgets:b:Mode", "Shadwo", "LlmCost:Budgets:b:Mode is 'Shadwo'; did you mean 'Shadow'?" },
        { "Budgets:b:Guarantee", "Hard", "LlmCost:Budgets:b:Guarantee is 'Hard'; it must be one of Observed, Expected, Strict." },
        { "Budgets:b:WeekStartsOn", "Mo", "LlmCost:Budgets:b:WeekStartsOn is 'Mo'; it must be one of Sunday, Monday," },
        {
            "Budgets:b:MaxWait",
            "10s",
            "LlmCost:Budgets:b:MaxWait is '10s'; it must be a time span, such as 00:00:30 for 30 seconds."
        },
        {
            "BudgetStore:OnFailure",
            "Open",
            "LlmCost:BudgetStore:OnFailure is 'Open'; it must be one of Allowance, Allow, Refuse."
        },

        // Percentages.
        { "Budgets:b:WarnAt:0", "0.8", "LlmCost:Budgets:b:WarnAt:0 is '0.8'; did you mean 80?" },
        { "Budgets:b:DowngradeAt", "0.9", "LlmCost:Budgets:b:DowngradeAt is '0.9'; did you mean 90?" },
        { "Budgets:b:SlowDownAt", ".5", "LlmCost:Budgets:b:SlowDownAt is '.5'; did you mean 50?" },
        { "Budgets:b:WrapUpAt", "0.955", "LlmCost:Budgets:b:WrapUpAt is '0.955'; did you mean 95.5?" },
        {
            "Budgets:b:WrapUpAt",
            "80%",
            "LlmCost:Budgets:b:WrapUpAt is '80%'; it must be a percentage of the limit as a whole number between 1 and 100."
        },
        { "Budgets:b:WarnAt:0", "0", "LlmCost:Budgets:b:WarnAt:0 is 0; it must be a percentage of the limit between 1 and 100." },
        { "Budgets:b:WarnAt:0", "120", "LlmCost:Budgets:b:WarnAt:0 is 120; it must be a percentage" },
        { "Budgets:b:DowngradeAt", "101", "LlmCost:Budgets:b:DowngradeAt is 101; it must be a percentage" },
        {
            "Budgets:warned:WarnAt:1",
            "80",
            "LlmCost:Budgets:warned:WarnAt:1 is 80, which is not greater than the 80 before it; list each"
        },
        {
            "Budgets:warned:WarnAt:1",
            "50",
            "LlmCost:Budgets:warned:WarnAt:1 is 50, which is not greater than the 80 before it; list each"
        },

        // Limits.
        {
            "Budgets:x:Window",
            "Day",
            "LlmCost:Budgets:x has no limit; set Usd, Tokens, InputTokens, OutputTokens, Requests or Concurrent."
        },
        { "Budgets:b:Usd", "-1", "LlmCost:Budgets:b:Usd is -1; it must be between 0 and 9000000 USD." },
        { "Budgets:b:Usd", "9000000.01", "LlmCost:Budgets:b:Usd is 9000000.01; it must be between 0 and 9000000 USD." },
        { "Budgets:b:Usd", "0.0000000001", "LlmCost:Budgets:b:Usd is 0.0000000001; it must have at most 9 decimals" },
        { "Budgets:b:Tokens", "-1", "LlmCost:Budgets:b:Tokens is -1; it must be between 0 and 9000000000000000." },
        { "Budgets:b:InputTokens", "-1", "LlmCost:Budgets:b:InputTokens is -1;" },
        { "Budgets:b:OutputTokens", "-1", "LlmCost:Budgets:b:OutputTokens is -1;" },
        { "Budgets:b:Requests", "9000000000000001", "LlmCost:Budgets:b:Requests is 9000000000000001;" },
        { "Budgets:b:Concurrent", "-1", "LlmCost:Budgets:b:Concurrent is -1;" },
        { "Budgets:split:Overrides:a:Usd", "-1", "LlmCost:Budgets:split:Overrides:a:Usd is -1;" },
        { "Budgets:a b:Usd", "1", "LlmCost:Budgets:a b: 'a b' is not a budget name; it must have 1 to 100 letters, digits" },

        // Windows.
        { "Budgets:b:Window", "Monthly", "LlmCost:Budgets:b:Window is 'Monthly', which is unknown; did you mean 'Month'?" },
        {
            "Budgets:b:Window",
            "30d",
            "LlmCost:Budgets:b:Window is '30d'; it must be one of Request, Run, Minute, Hour, Day, Week, Month, Year, "
                + "Lifetime, or a time span such as 00:01:00 for a rolling window."
        },
        { "Budgets:b:Window", "60", "LlmCost:Budgets:b:Window is '60'; it must be one of" },
        { "Budgets:b:Window", "None", "LlmCost:Budgets:b:Window is 'None'; it must be one of" },
        {
            "Budgets:b:Window",
            "00:00:00.5",
            "LlmCost:Budgets:b:Window is '00:00:00.5'; a rolling window must be between one second (00:00:01) and 31 days"
        },
        { "Budgets:b:Window", "31.00:00:01", "LlmCost:Budgets:b:Window is '31.00:00:01'; a rolling window must be" },
        { "Budgets:b:TimeZone", "Europe/Viena", "LlmCost:Budgets:b:TimeZone is 'Europe/Viena'; did you mean 'Europe/Vienna'?" },
        {
            "Budgets:b:TimeZone",
            "Nowhere",
            "LlmCost:Budgets:b:TimeZone is 'Nowhere'; it must be a time zone that this system knows by its IANA id, such "
                + "as 'Europe/Vienna' or 'UTC'."
        },
        {
            "Budgets:b:TimeZone",
            "W. Europe Standard Time",
            "LlmCost:Budgets:b:TimeZone is 'W. Europe Standard Time'; did you mean 'Europe/Berlin'?"
        },
        { "Budgets:b:DayStartsAt", "24", "LlmCost:Budgets:b:DayStartsAt is 24; it must be an hour between 0 and 23." },
        { "Budgets:b:MonthStartsOn", "0", "LlmCost:Budgets:b:MonthStartsOn is 0; it must be a day between 1 and 31." },
        { "Budgets:b:WeekStartsOn", "7", "LlmCost:Budgets:b:WeekStartsOn is 7; it must be one of Sunday" },

        // Scopes.
        {
            "Budgets:b:Match:cost center",
            "x",
            "LlmCost:Budgets:b:Match:cost center: 'cost center' is not the name of a property; it must be provider, model,"
        },
        {
            "Budgets:b:Match:model",
            "",
            "LlmCost:Budgets:b:Match:model is ''; it must be a value, or a prefix of values followed by *."
        },
        {
            "Budgets:b:Match:model",
            "gpt-*-mini",
            "LlmCost:Budgets:b:Match:model is 'gpt-*-mini'; it may contain * only at its end."
        },
        {
            "Budgets:b:Each:0",
            "user id",
            "LlmCost:Budgets:b:Each:0 is 'user id', which is not the name of a property; it must be"
        },
        { "Budgets:split:Each:1", "User", "LlmCost:Budgets:split:Each:1 is 'User', which is listed already; remove it." },
        {
            "Budgets:vip:Each:1",
            "tenant",
            "LlmCost:Budgets:vip:Overrides needs exactly one name in LlmCost:Budgets:vip:Each, but there are 2; keep"
        },
        {
            "Budgets:b:Overrides:vip:Usd",
            "5",
            "LlmCost:Budgets:b:Overrides has no effect, because the budget is not split; set LlmCost:Budgets:b:Each, such "
                + "as [\"user\"]."
        },
        { "Budgets:split:Overrides:*vip:Usd", "5", "LlmCost:Budgets:split:Overrides:*vip: it may contain * only at its end." },
        { "Budgets:split:Overrides:b:Usd", "", "LlmCost:Budgets:split:Overrides:b changes nothing; set Usd," },

        // Actions.
        { "Budgets:b:SlowDownAt", "0", "LlmCost:Budgets:b:SlowDownAt is 0; it must be a percentage" },
        {
            "Budgets:rate:SlowDownAt",
            "50",
            "LlmCost:Budgets:rate:SlowDownAt needs a Window that ends at a known time, one of Minute, Hour, Day, Week, "
                + "Month, Year, but it is '00:01:00'. For a rolling window, set MaxWait."
        },
        { "Budgets:run:SlowDownAt", "50", "LlmCost:Budgets:run:SlowDownAt needs a Window that ends at a known time" },
        {
            "Budgets:request:WrapUpAt",
            "50",
            "LlmCost:Budgets:request:WrapUpAt has no effect in the window Request; remove it, or choose another Window."
        },
        { "Budgets:run:DowngradeAt", "90", "LlmCost:Budgets:run:DowngradeAt has no effect in the window Run, because" },
        { "Budgets:request:WarnAt:0", "50", "LlmCost:Budgets:request:WarnAt has no effect in the window Request;" },
        {
            "Budgets:b:MaxWait",
            "00:00:10",
            "LlmCost:Budgets:b:MaxWait needs a rolling Window such as 00:01:00, or the limit Concurrent;"
        },
        {
            "Budgets:rate:MaxWait",
            "00:10:01",
            "LlmCost:Budgets:rate:MaxWait is 00:10:01; it must be between zero and 10 minutes (00:10:00)."
        },
        { "Budgets:rate:MaxWait", "-00:00:01", "LlmCost:Budgets:rate:MaxWait is -00:00:01; it must be between zero" },
        { "Budgets:b:QueueLimit", "0", "LlmCost:Budgets:b:QueueLimit is 0; it must be between 1 and 100000 calls." },
        { "Budgets:b:MinOutputTokens", "0", "LlmCost:Budgets:b:MinOutputTokens is 0; it must be between 1 and 1000000 tokens." },
        {
            "Budgets:b:MinOutputTokens",
            "4097",
            "LlmCost:Budgets:b:MinOutputTokens is 4097; it must be at most DefaultOutputTokens, which is 4096."
        },
        {
            "Budgets:b:DefaultOutputTokens",
            "0",
            "LlmCost:Budgets:b:DefaultOutputTokens is 0; it must be between 1 and 10000000 tokens."
        },
        {
            "Budgets:observed:Concurrent",
            "5",
            "LlmCost:Budgets:observed:Guarantee is Observed, which reserves nothing, so Concurrent can't be enforced;"
        },
        { "Budgets:b:Mode", "9", "LlmCost:Budgets:b:Mode is 9; it must be one of Observe, Shadow, Enforce." },
        { "Budgets:b:OnMissing", "9", "LlmCost:Budgets:b:OnMissing is 9; it must be one of" },
        { "Budgets:b:Guarantee", "9", "LlmCost:Budgets:b:Guarantee is 9; it must be one of" },
        { "Budgets:b:OnCut", "9", "LlmCost:Budgets:b:OnCut is 9; it must be one of" },
        { "Budgets:b:OnCapped", "9", "LlmCost:Budgets:b:OnCapped is 9; it must be one of" },
        { "Budgets:b:OnUnpriced", "9", "LlmCost:Budgets:b:OnUnpriced is 9; it must be one of" },
        {
            "Budgets:assumed:AssumedOutput",
            "",
            "LlmCost:Budgets:assumed:AssumedOutput is missing; OnUnpriced is Assume, so it must be a rate in USD per "
                + "million tokens."
        },
        {
            "Budgets:assumed:AssumedInput",
            "-1",
            "LlmCost:Budgets:assumed:AssumedInput is -1; it must be between 0 and 1000000 USD per million tokens."
        },
        {
            "Budgets:b:AssumedInput",
            "5",
            "LlmCost:Budgets:b:AssumedInput is 5, which has no effect; set LlmCost:Budgets:b:OnUnpriced to Assume, or remove it."
        },

        // Downgrades.
        { "Downgrades:gpt-5", "", "LlmCost:Downgrades:gpt-5 is empty; it must list at least one cheaper model." },
        { "Downgrades:llama3:70b", "", "LlmCost:Downgrades:llama3:70b is empty; it must list at least one cheaper model." },
        { "Downgrades:gpt-5:0", " ", "LlmCost:Downgrades:gpt-5:0 is empty; it must be the name of a cheaper model." },
        {
            "Downgrades:big:1",
            "BIG",
            "LlmCost:Downgrades:big:1 is 'BIG', which is the model itself or listed already; remove it."
        },
        {
            "Downgrades:big:1",
            "middle",
            "LlmCost:Downgrades:big:1 is 'middle', which is the model itself or listed already; remove it."
        },
        {
            "Downgrades:small:0",
            "Big",
            "LlmCost:Downgrades contains a cycle: big → middle → small → big; remove one of these models"
        },
        {
            "Downgrades:big :0",
            "x",
            "LlmCost:Downgrades:big differs from another model only in white space or case; remove one of them."
        },

        // Store.
        {
            "BudgetStore:Group",
            "a:b",
            "LlmCost:BudgetStore:Group is 'a:b'; it must have 1 to 100 letters, digits and characters . - _."
        },
        { "BudgetStore:Group", "{a}", "LlmCost:BudgetStore:Group is '{a}'; it must have" },
        { "BudgetStore:OnFailure", "9", "LlmCost:BudgetStore:OnFailure is 9; it must be one of Allowance" },
        {
            "BudgetStore:AllowancePercent",
            "101",
            "LlmCost:BudgetStore:AllowancePercent is 101; it must be between 0 and 100 percent."
        },
        { "BudgetStore:AllowancePercent", "-1", "LlmCost:BudgetStore:AllowancePercent is -1; it must be" },
        {
            "BudgetStore:Timeout",
            "250",
            "LlmCost:BudgetStore:Timeout is 250.00:00:00; it must be between 10 milliseconds (00:00:00.010) and 30 seconds."
        },
        { "BudgetStore:Timeout", "00:00:00.009", "LlmCost:BudgetStore:Timeout is 00:00:00.0090000; it must be" },
        { "BudgetStore:MaxCounters", "99", "LlmCost:BudgetStore:MaxCounters is 99; it must be between 100 and 100000000." },
        {
            "BudgetStore:Lease",
            "00:00:09",
            "LlmCost:BudgetStore:Lease is 00:00:09; it must be between 10 seconds (00:00:10) and one hour."
        },
        { "BudgetStore:Lease", "01:00:01", "LlmCost:BudgetStore:Lease is 01:00:01; it must be between" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Start_InvalidValue_FailsWithAMessageThatNamesTheKey(string key, string value, string message)
    {
        Set(
            "Budgets:b:Usd", "1", "Budgets:warned:Usd", "1", "Budgets:warned:WarnAt:0", "80", "Budgets:split:Usd", "1",
            "Budgets:split:Each:0", "user", "Budgets:rate:Tokens", "1", "Budgets:rate:Window", "00:01:00", "Budgets:run:Usd", "1",
            "Budgets:run:Window", "Run", "Budgets:request:Usd", "1", "Budgets:request:Window", "Request",
            "Budgets:observed:Usd", "1", "Budgets:observed:Guarantee", "Observed", "Budgets:assumed:Usd", "1",
            "Budgets:assumed:OnUnpriced", "Assume",
            "Budgets:assumed:AssumedInput", "1", "Budgets:assumed:AssumedOutput", "1", "Downgrades:big:0", "middle",
            "Downgrades:middle:0", "small", "Budgets:vip:Usd", "1", "Budgets:vip:Each:0", "user",
            "Budgets:vip:Overrides:a:Usd", "2");
        Set(key, value);

        var fault = await Assert.ThrowsAsync<OptionsValidationException>(StartAsync);

        Assert.StartsWith(message, Assert.Single(fault.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_ManyFaults_ListsAllFaults()
    {
        Set("Budgets:a:Usd", "-1", "Budgets:a:Window", "Moon", "Budgets:b:Tokens", "-1", "BudgetStore:MaxCounters", "0");

        var fault = await Assert.ThrowsAsync<OptionsValidationException>(StartAsync);

        Assert.Equal(4, fault.Failures.Count());
    }

    [Fact]
    public void KeysOfEveryOption_AndComments_AreValid()
    {
        Set("Budgets:b://", "a comment", "Budgets:b:usd", "", "BudgetStore:_comment", "x", "Downgrades:a:0", "b");
        SetAll("Budgets:b:", typeof(BudgetOptions));
        SetAll("BudgetStore:", typeof(BudgetStoreOptions));

        var section = new ConfigurationRoot([_settings]).GetSection("LlmCost");

        Assert.Empty(ConfigurationFaults.InBudgets(section));
        Assert.Empty(ConfigurationFaults.In(section));
    }

    [Fact]
    public async Task Reload_ValidChange_AppliesToTheNextCall()
    {
        Set("Budgets:b:Usd", "1");
        using var services = Build(new ConfigurationRoot([_settings]));
        var budgets = services.GetRequiredService<CostBudgets>();

        Assert.Equal(1, await LimitAsync(budgets));

        Set("Budgets:b:Usd", "2", "Budgets:c:Usd", "3");
        _settings.Change();

        Assert.Equal(2, await LimitAsync(budgets));
        Assert.Equal(["b", "c"], budgets.Names);
    }

    [Theory]
    [InlineData("Usd", "0.5", 0)]
    [InlineData("WarnAt:0", "50", 0)]
    [InlineData("Window", "Hour", 1)]
    [InlineData("Window", "00:30:00", 1)]
    [InlineData("TimeZone", "Asia/Tokyo", 1)]
    [InlineData("Each:0", "user", 1)]
    [InlineData("Tokens", "1000", 1)]
    public void Reload_ThatRestartsABudget_IsLoggedAsAWarning(string key, string value, int warnings)
    {
        Set("Budgets:b:Usd", "1", "Budgets:b:Window", "Year");
        var logs = new FakeLogCollector();
        using var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationRoot([_settings]))
            .AddLogging(logging => logging.AddProvider(new FakeLoggerProvider(logs)))
            .AddCostMetering().AddBudgets().Services.BuildServiceProvider();
        services.GetRequiredService<CostBudgets>();

        Set($"Budgets:b:{key}", value);
        _settings.Change();

        Assert.Equal(
            warnings,
            logs.GetSnapshot().Count(log => log.Message.StartsWith("Budget 'b' starts again at 0", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Budgets:c:Tokens", "-1", "LlmCost:Budgets:c:Tokens is -1;")]
    [InlineData("Budgets:c:WarnAt:0", "0.8", "LlmCost:Budgets:c:WarnAt:0 is '0.8'; did you mean 80?")]
    [InlineData("BudgetStore:Grop", "x", "LlmCost:BudgetStore:Grop is not a key of LlmCost; did you mean 'Group'?")]
    public async Task Reload_InvalidChange_KeepsAllPreviousBudgets_AndIsLoggedAndCounted(string key, string value, string message)
    {
        Set("Budgets:b:Usd", "1");
        var logs = new FakeLogCollector();
        using var services = Build(
            new ConfigurationRoot([_settings]), services => services.AddMetrics().AddLogging(AddTo(logs)));
        var budgets = services.GetRequiredService<CostBudgets>();
        using var failures = new MetricCollector<long>(
            services.GetRequiredService<IMeterFactory>(), LlmCostTelemetry.MeterName, CostMetricNames.Failures);
        using var storeFailures = new MetricCollector<long>(
            services.GetRequiredService<IMeterFactory>(), LlmCostTelemetry.MeterName, BudgetMetricNames.StoreFailures);

        Set("Budgets:b:Usd", "2", "Budgets:c:Usd", "3", key, value);
        _settings.Change();

        Assert.Equal(1, await LimitAsync(budgets));
        Assert.Equal(["b"], budgets.Names);
        Assert.Equal("configuration", Assert.Single(failures.GetMeasurementSnapshot()).Tags["llmcost.failure.reason"]);
        Assert.Empty(storeFailures.GetMeasurementSnapshot());
        Assert.Contains(
            message, logs.GetSnapshot().Single(log => log.Id.Name is "BudgetsRejected").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void InvalidBudgets_PreventTheCreationOfTheMeter()
    {
        Set("Budgets:b:Usd", "-1");
        var factory = new RecordingMeterFactory();
        using var services = Build(
            new ConfigurationRoot([_settings]), services => services.AddSingleton<IMeterFactory>(factory));

        Assert.Throws<OptionsValidationException>(services.GetRequiredService<CostMeter>);

        Assert.Equal(0, factory.Created);
    }

    [Theory]
    [InlineData("Budgets:b:Match:modle", "gpt*", "LlmCost:Budgets:b:Match names the tag 'modle'", "Did you mean 'model'?")]
    [InlineData("Budgets:b:Each:0", "feture", "LlmCost:Budgets:b:Each:0 names the tag 'feture'", "Did you mean 'feature'?")]
    [InlineData("Budgets:b:Each:0", "users", "LlmCost:Budgets:b:Each:0 names the tag 'users'", "Did you mean 'user'?")]
    [InlineData("Budgets:b:Match:custmer", "a", "LlmCost:Budgets:b:Match names the tag 'custmer'", "Did you mean 'customer'?")]
    [InlineData("Budgets:b:Match:customer", "a", null, null)]
    [InlineData("Budgets:b:Match:Model", "gpt*", null, null)]
    [InlineData("Budgets:b:Each:0", "tenant.id", null, null)]
    [InlineData("Budgets:b:Each:0", "project", null, null)]
    public void NameThatIsSimilarToAnother_IsLoggedAsAWarning(string key, string value, string? warning, string? question)
    {
        Set("Budgets:b:Usd", "1", "MetricTags:0", "customer", key, value);
        var logs = new FakeLogCollector();
        using var services = Build(new ConfigurationRoot([_settings]), services => services.AddLogging(AddTo(logs)));

        services.GetRequiredService<CostMeter>();

        var doubts = logs.GetSnapshot().Where(log => log.Id.Name is "DoubtfulOption").Select(log => log.Message);
        if (warning is null)
        {
            Assert.Empty(doubts);
            return;
        }

        var doubt = Assert.Single(doubts);
        Assert.StartsWith(warning, doubt, StringComparison.Ordinal);
        Assert.Contains(question!, doubt, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public void ConfiguredBudgets_WithoutAddBudgets_AreLoggedAsAWarning(bool areAdded, int warnings)
    {
        var logs = new FakeLogCollector();
        var builder = new ServiceCollection()
            .AddSingleton(Json(Example))
            .AddLogging(AddTo(logs))
            .AddCostMetering();
        using var services = (areAdded ? builder.AddBudgets() : builder).Services.BuildServiceProvider();

        services.GetRequiredService<CostMeter>();

        Assert.Equal(
            warnings,
            logs.GetSnapshot().Count(log => log.Message.StartsWith("LlmCost:Budgets has no effect", StringComparison.Ordinal)));
    }

    [Fact]
    public void WithoutConfiguration_HasTheBudgetsFromCode()
    {
        using var services = new ServiceCollection()
            .AddCostMetering().AddBudgets(budgets => budgets.Add("month", b => b.Usd(1))).Services.BuildServiceProvider();

        Assert.Equal(["month"], Options(services).Budgets.Keys);
        Assert.False(services.GetRequiredService<BudgetsConfiguration>().GetChangeToken().HasChanged);
    }

    private static async Task<decimal> LimitAsync(CostBudgets budgets) =>
        Assert.Single(await budgets.GetStatusAsync("b", cancellationToken: Token)).Limit;

    private static BudgetsOptions Options(IServiceProvider services) =>
        services.GetRequiredService<IOptions<BudgetsOptions>>().Value;

    private static void AssertEqual(BudgetsOptions expected, BudgetsOptions actual) =>
        Assert.Equal(JsonSerializer.Serialize(Sorted(expected)), JsonSerializer.Serialize(Sorted(actual)));

    private static object Sorted(BudgetsOptions options) => new
    {
        Budgets = options.Budgets.OrderBy(pair => pair.Key, StringComparer.Ordinal).ToArray(),
        options.Downgrades,
        options.BudgetStore,
    };

    private static IConfiguration Json(string text) =>
        new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(text))).Build();

    private static ServiceProvider Build(IConfiguration configuration, Action<BudgetsBuilder>? configure = null) =>
        Build(configuration, static _ => { }, configure);

    private static ServiceProvider Build(
        IConfiguration configuration, Action<IServiceCollection> addServices, Action<BudgetsBuilder>? configure = null)
    {
        var services = new ServiceCollection().AddSingleton(configuration);
        addServices(services);
        return services.AddCostMetering().AddBudgets(configure).Services.BuildServiceProvider();
    }

    private static Action<ILoggingBuilder> AddTo(FakeLogCollector logs) =>
        logging => logging.AddProvider(new FakeLoggerProvider(logs));

    private async Task StartAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        ((IConfigurationBuilder)builder.Configuration).Add(_settings);
        builder.Services.AddCostMetering().AddBudgets();
        using var host = builder.Build();
        await host.StartAsync(Token);
    }

    /// <summary>Sets every key of the options, and of nested options, to an empty value.</summary>
    private void SetAll(string prefix, Type options)
    {
        foreach (var property in options.GetProperties())
        {
            Set(prefix + property.Name, "");
        }
    }

    private void Set(params string[] pairs)
    {
        foreach (var pair in pairs.Chunk(2))
        {
            _settings.Set($"LlmCost:{pair[0]}", pair[1]);
        }
    }

    private sealed class RecordingMeterFactory : IMeterFactory
    {
        public int Created { get; private set; }

        public Meter Create(MeterOptions options)
        {
            Created++;
            return new Meter(options);
        }

        public void Dispose()
        {
        }
    }
}
