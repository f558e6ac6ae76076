using LlmCost.AI.EndToEnd.Apps;
using LlmCost.AI.EndToEnd.Backend;

namespace LlmCost.AI.EndToEnd.Dashboards;

/// <summary>The dashboards' queries return the actual spend, according to the ledger of the history.</summary>
[Collection<DashboardFixtures>]
public sealed class DashboardValueTests(HistoryPrometheus prometheus)
{
    private const string Cost = "llmcost_usage_cost_total";
    private const string Tokens = "llmcost_usage_tokens_total";

    // The tolerance for the rounding of sums of doubles.
    private const double ByRounding = 1e-9;

    // The tolerance for ranges of a day. They start a millisecond after midnight, and Prometheus extrapolates the missing
    // millisecond.
    private const double ByAMillisecond = 1e-7;

    // The tolerance for queries of raw counters, whose range starts between two samples a minute apart.
    private const double ByAMinuteOfADay = 1e-3;

    // The tolerance for queries of raw counters of events that occur in only a few hours of the day.
    private const double ByAMinuteOfAnAfternoon = 1e-2;

    // The tolerance for a linear regression over two hours with different rates.
    private const double ByTheSlopeOfAnHour = 0.1;

    private static readonly TimeSpan s_day = TimeSpan.FromDays(1);

    // The end of the last complete window of five minutes. Totals of ranges are computed from such windows.
    private static readonly DateTimeOffset s_lastWindow = HistoryClock.Utc(10, 21, 15, 20);
    private static readonly DateTimeOffset s_lastHour = HistoryClock.Utc(10, 21, 15);

    // The latest day that was final when the worker compared the bills this morning.
    private static readonly DateTimeOffset s_latestFinalDay = HistoryClock.Today.AddDays(-3);

    // A separate test covers the effect of staging's gap on windows of five minutes.
    private static readonly Variables s_production = new() { Environment = "Production" };
    private static readonly (string, string) s_inProduction = ("deployment_environment_name", "Production");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private VirtualHistory History => prometheus.History;

    [Fact]
    public async Task Today_IsTheSpendSinceMidnight() =>
        AssertClose(
            History.CostBetween(HistoryClock.Today, HistoryClock.End), await OneAsync("overview", "Today"), ByAMillisecond);

    [Theory]
    [InlineData("blog", "claude-sonnet-4-5-20250929", "summarize")]
    [InlineData("support", ".*", ".*")]
    public async Task Today_WithSelectedVariables_IsTheSpendOfTheSelection(string service, string model, string feature)
    {
        var today = await OneAsync("overview", "Today", new Variables { Service = service, Model = model, Feature = feature });

        (string, string)[] chosen =
            [("job", service), .. Chosen("gen_ai_response_model", model), .. Chosen("llmcost_feature", feature)];
        AssertClose(History.CostBetween(HistoryClock.Today, HistoryClock.End, chosen), today, ByAMillisecond);
    }

    [Fact]
    public async Task ThisMonth_IsTheSpendSinceTheFirst_IncludingTheCurrentHour() =>
        AssertClose(
            History.CostBetween(HistoryClock.Utc(10, 1), s_lastWindow), await OneAsync("overview", "This month"), ByRounding);

    [Fact]
    public async Task BudgetUsage_IsTheCostOfTheMonth() => AssertClose(
        History.CostBetween(HistoryClock.Utc(10, 1), s_lastWindow) / 7_500, await OneAsync("overview", "Budget used"),
        ByRounding);

    [Fact]
    public async Task BudgetOfTheMonth_HasSpentTheCostOfTheMonth_AndIsForecastAtTheRateOfTheLastHour()
    {
        const decimal Limit = 5_000;
        (string, string)[] blog = [("job", "blog"), s_inProduction];
        var spent = History.CostBetween(HistoryClock.Utc(10, 1), HistoryClock.End, blog);
        var pace = History.CostBetween(HistoryClock.End.AddHours(-1), HistoryClock.End, blog) / 3_600;
        var panel = Get("budgets").Panel("Budgets");

        AssertClose(Limit, await OfBudgetAsync(0), ByRounding);
        AssertClose(spent, await OfBudgetAsync(1), ByRounding);
        AssertClose((spent + await ReservedAsync()) / Limit, await OfBudgetAsync(3), ByRounding);
        AssertClose((Limit - spent) / pace, await OfBudgetAsync(4), ByTheSlopeOfAnHour);

        async Task<decimal> ReservedAsync() => (decimal)await OfBudgetAsync(2);

        async Task<double> OfBudgetAsync(int column) => Assert.Single(
            await InstantAsync(panel, panel.Queries[column], new Variables { Budget = "company-month" })).Value;
    }

    [Fact]
    public async Task RefusedCalls_AreCountedForTheDay_WithoutShadowMode()
    {
        AssertClose(
            Count("refused") + Count("cut_off"), await OneAsync("budgets", "Refused or cut off"), ByAMinuteOfAnAfternoon);

        decimal Count(string decision) => History.Between(
            "llmcost_budget_decisions_total", HistoryClock.End - s_day, HistoryClock.End, ("llmcost_budget_decision", decision),
            ("llmcost_budget_shadow", "false"));
    }

    [Fact]
    public async Task LedgerRecords_AreTheCallsPerMinute_WithoutDroppedCalls()
    {
        var shown = await RangeAsync("meter", "Ledger records per second", s_production with { Service = "support" });

        var time = PanelTime.Of(Get("meter").Panel("Ledger records per second"), s_day, HistoryClock.End);
        var records = Assert.Single(shown);
        Assert.True(records.Points.Count > 500);
        Assert.All(records.Points.Where(point => IsInOneHour(point.UnixSeconds)), point =>
        {
            var end = DateTimeOffset.FromUnixTimeSeconds(point.UnixSeconds);
            AssertClose(
                History.CallsBetween(end - time.RateInterval, end, ("job", "support")) / (decimal)time.RateInterval.TotalSeconds,
                point.Value,
                ByRounding);
        });

        bool IsInOneHour(long seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds).Minute > time.RateInterval.TotalMinutes;
    }

    [Fact]
    public async Task DroppedLedgerRecords_AreFromTheBurst()
    {
        var shown = Assert.Single(await RangeAsync("meter", "Ledger records dropped, by reason"));

        Assert.Equal("queue_full", shown["llmcost_ledger_reason"]);
        AssertClose(LedgerHistory.Dropped, shown.Points.Sum(point => point.Value), ByAMinuteOfAnAfternoon);
        Assert.All(shown.Points.Where(point => point.Value > 0.01), point => Assert.InRange(
            DateTimeOffset.FromUnixTimeSeconds(point.UnixSeconds), HistoryClock.LedgerBurst,
            HistoryClock.LedgerBurst.AddMinutes(65)));
    }

    [Fact]
    public async Task LagOfTheLedger_IsTheLagOfTheSlowestProcess()
    {
        var panel = Get("meter").Panel("Ledger lag");
        var time = PanelTime.Of(panel, s_day, HistoryClock.End);

        Assert.Equal([("blog", 14d), ("support", 0.05)], await MaximaAsync(0));
        Assert.Equal([("blog", 25d)], await MaximaAsync(1));

        async Task<IEnumerable<(string, double)>> MaximaAsync(int query)
        {
            var shown = await prometheus.Api.QueryRangeAsync(
                s_production.Interpolate(panel.Queries[query].Expression, time), time.FirstStep, time.LastStep, time.Interval,
                Token);
            return shown.Select(series => (series["job"], series.Points.Max(point => point.Value))).Order();
        }
    }

    [Fact]
    public async Task BilledAndMetered_AreOfTheLatestFinalDay_AndUnmeteredCallsAreOnlyBilled()
    {
        var metered = CostOfAccounts(s_latestFinalDay, s_latestFinalDay + s_day);
        var unmetered = BilledAccount.Unmetered
            * CostOfAccount("openai", "support", s_latestFinalDay, s_latestFinalDay + s_day);

        AssertClose(metered, await OneAsync("billing", "Metered, latest final day"), ByRounding);
        AssertClose(
            metered
                + unmetered
                + (0.004m * CostOfAccount("anthropic", "blog", s_latestFinalDay, s_latestFinalDay + s_day))
                - (0.015m * CostOfAccount("azure.ai.openai", "blog", s_latestFinalDay, s_latestFinalDay + s_day)),
            await OneAsync("billing", "Billed, latest final day"),
            ByRounding);
    }

    [Fact]
    public async Task CoverageOfAnAccount_IsItsShareOfMeteredCalls_AndDriftItsCostDifference()
    {
        var panel = Get("billing").Panel("Accounts");
        var variables = new Variables { Provider = "openai", Account = "support" };
        var first = HistoryClock.Today.AddDays(-28);
        (string, string)[] where = [("gen_ai_provider_name", "openai"), ("job", "support"), s_inProduction];
        var calls = History.CallsBetween(first, s_latestFinalDay + s_day, where);
        var unmetered = BilledAccount.Unmetered * History.CallsBetween(HistoryClock.KeyShared, s_latestFinalDay + s_day, where);

        var coverage = Assert.Single(await InstantAsync(panel, panel.Queries[0], variables)).Value;
        var drift = Assert.Single(await InstantAsync(panel, panel.Queries[1], variables)).Value;

        AssertClose(calls / (calls + unmetered), coverage, ByRounding);
        AssertClose(
            BilledAccount.Unmetered
                * CostOfAccount("openai", "support", HistoryClock.KeyShared, s_latestFinalDay + s_day)
                / CostOfAccount("openai", "support", first, s_latestFinalDay + s_day),
            drift,
            ByRounding);
        Assert.Equal(coverage, await OneAsync("billing", "Lowest coverage"));
        Assert.Equal(drift, await OneAsync("billing", "Largest drift"));
    }

    [Fact]
    public async Task CorrectionFactors_AreFromBills_ExceptForTheAccountWithoutCoverage()
    {
        var shown = await RangeAsync("billing", "Correction factor, by account");

        Assert.Equal(
            [("anthropic", "blog", 1.004), ("anthropic", "support", 1), ("azure.ai.openai", "", 0.985), ("openai", "blog", 1)],
            shown
                .Where(series => series.Points[^1].UnixSeconds > s_lastHour.AddHours(-1).ToUnixTimeSeconds())
                .Select(series => (
                    series["gen_ai_provider_name"], series.Labels.GetValueOrDefault("llmcost_account", ""),
                    Math.Round(series.Points[^1].Value, 9)))
                .Order());
    }

    [Fact]
    public async Task DifferencesByCause_AddUpToTheDifference_AndStartWithTheSharedKey()
    {
        var causes = await InstantAsync("billing", "Differences by cause");

        Assert.Equal(
            ["contract_discount", "unmetered_calls", "unseen_tier"],
            causes.Select(cause => cause["llmcost_reconciliation_cause"]).Order(StringComparer.Ordinal));
        AssertClose(
            BilledAccount.Unmetered * CostOfAccount("openai", "support", HistoryClock.KeyShared, s_latestFinalDay + s_day),
            causes.Single(cause => cause["llmcost_reconciliation_cause"] is "unmetered_calls").Value,
            ByRounding);
        Assert.Equal(
            causes.Sum(cause => cause.Value), await OneAsync("billing", "Difference of 28 days"), tolerance: 1e-6);
    }

    [Fact]
    public async Task AgeOfBills_IsTheTimeSinceTheLatestFinalDay() => Assert.Equal(
        (HistoryClock.End - s_latestFinalDay - s_day).TotalSeconds, await OneAsync("billing", "Age of bills"));

    [Theory]
    [InlineData("Cost by provider", "gen_ai_provider_name")]
    [InlineData("Cost by model", "gen_ai_response_model")]
    [InlineData("Cost by feature", "llmcost_feature")]
    public async Task CostBy_IsTheCostInTheRange(string title, string label)
    {
        var shown = await InstantAsync("overview", title, s_production);

        AssertSame(
            History.By(label, Cost, s_lastWindow - s_day, s_lastWindow, s_inProduction),
            shown.ToDictionary(series => series[label], series => series.Value),
            ByRounding);
    }

    [Fact]
    public async Task CostByModel_WithManyModels_CombinesTheRest_AndHasTheSameSum()
    {
        var all = History.By(
            "gen_ai_response_model", Cost, s_lastWindow - s_day, s_lastWindow, s_inProduction).Values.OrderDescending().ToList();

        var shown = await InstantAsync("overview", "Cost by model", s_production with { Top = 2 });

        Assert.Equal(3, shown.Count);
        AssertClose(all.Skip(2).Sum(), shown.Single(series => series["gen_ai_response_model"] == "the rest").Value, ByRounding);
        AssertClose(all.Sum(), shown.Sum(series => series.Value), ByRounding);
    }

    [Fact]
    public async Task SpendPerHour_WithManyModels_CombinesTheRest_AndHasTheSameSumAtEachTime()
    {
        var all = await RangeAsync("overview", "Spend per hour, by model");

        var shown = await RangeAsync("overview", "Spend per hour, by model", new Variables { Top = 2 });

        Assert.Contains("the rest", shown.Select(series => series["gen_ai_response_model"]));
        Assert.Equal(3, shown.Count);
        var sums = SumByTime(shown);
        Assert.All(SumByTime(all), moment => Assert.Equal(moment.Value, sums[moment.Key], tolerance: 1e-9));
    }

    [Fact]
    public async Task DailyCostByProvider_IsTheCostOfEachDay()
    {
        var shown = await RangeAsync("overview", "Daily cost by provider");

        Assert.Equal(4, shown.Count);
        Assert.All(shown, series => Assert.All(series.Points, point =>
        {
            var day = DateTimeOffset.FromUnixTimeSeconds(point.UnixSeconds);
            var end = day + s_day > s_lastHour ? s_lastHour : day + s_day;
            AssertClose(
                History.CostBetween(day, end, ("gen_ai_provider_name", series["gen_ai_provider_name"])), point.Value, ByRounding);
        }));
        Assert.Equal((HistoryClock.Today.AddDays(-30), HistoryClock.Today), Ends(shown));
    }

    [Fact]
    public async Task HourlyCostByModel_IsTheCostOfEachHour()
    {
        var shown = await RangeAsync("overview", "Hourly cost by model", s_production);

        Assert.All(shown, series => Assert.All(series.Points, point =>
        {
            var hour = DateTimeOffset.FromUnixTimeSeconds(point.UnixSeconds);
            var end = hour.AddHours(1) > s_lastWindow ? s_lastWindow : hour.AddHours(1);
            AssertClose(
                History.CostBetween(hour, end, s_inProduction, ("gen_ai_response_model", series["gen_ai_response_model"])),
                point.Value,
                ByRounding);
        }));
        Assert.Equal((s_lastHour.AddHours(-48), s_lastHour), Ends(shown));
    }

    [Fact]
    public async Task TokensByModelAndDirection_AddUpToTheTokensInTheRange()
    {
        var shown = await RangeAsync("models", "Tokens by model and direction", s_production);

        // The timestamp of each bar is its start.
        var (from, to) = (Ends(shown).First, s_lastWindow);
        Assert.All(shown, series => AssertClose(
            History.By(
                "llmcost_token_class", Tokens, from, to, s_inProduction,
                ("gen_ai_response_model", series["gen_ai_response_model"]))
                .Where(tokens => tokens.Key.StartsWith(series["direction"], StringComparison.Ordinal))
                .Sum(tokens => tokens.Value),
            series.Points.Sum(point => point.Value),
            ByRounding));
        Assert.Contains(shown, series => series["direction"] == "output");
    }

    [Fact]
    public async Task CostPerCall_IsTheCostOfAnsweredCalls()
    {
        var (from, to) = (s_lastWindow - s_day, s_lastWindow);
        var calls = History.CallsBetween(from, to, s_inProduction, ("error_type", ""));
        var cost = History.CostBetween(from, to, s_inProduction);

        AssertClose(cost / calls, await OneAsync("overview", "Cost per call", s_production), ByRounding);
        AssertClose(1_000 * cost / calls, await OneAsync("overview", "Cost per 1,000 calls", s_production), ByRounding);
    }

    [Fact]
    public async Task SavedByCaches_IsTheDifferenceToTheListPriceOfInput()
    {
        var saved = (
            from provider in History.By("gen_ai_provider_name", Tokens, s_lastWindow - s_day, s_lastWindow, s_inProduction).Keys
            from model in History.By(
                "gen_ai_response_model", Tokens, s_lastWindow - s_day, s_lastWindow, s_inProduction,
                ("gen_ai_provider_name", provider)).Keys
            from cached in History.By(
                "llmcost_token_class", Tokens, s_lastWindow - s_day, s_lastWindow, s_inProduction,
                ("gen_ai_response_model", model))
            where cached.Key.StartsWith("input_cache_", StringComparison.Ordinal)
            select cached.Value
                * (ListPrices.Of(provider, model, "input") - ListPrices.Of(provider, model, cached.Key)) / 1_000_000).Sum();

        AssertClose(saved, await OneAsync("overview", "Cache savings", s_production), ByRounding);
    }

    [Fact]
    public async Task EffectivePrices_AreTheListPrices()
    {
        var shown = await InstantAsync("models", "Effective prices");

        Assert.Equal(
            History.Series.OfType<HistoryCounter>().Where(counter => counter.Name == Cost).Select(
                counter => (counter.Labels["gen_ai_response_model"], counter.Labels["llmcost_token_class"])).Distinct().Order(),
            shown.Select(price => (price["gen_ai_response_model"], price["llmcost_token_class"])).Order());
        Assert.All(shown, price => AssertClose(
            ListPrices.Of(price["gen_ai_provider_name"], price["gen_ai_response_model"], price["llmcost_token_class"]),
            price.Value, ByRounding));
    }

    [Fact]
    public async Task TopMovers_ShowTheModelThatCostsMoreSinceThisMorning()
    {
        var panel = Get("overview").Panel("Top movers, by model");

        var changes = await InstantAsync(panel, panel.Queries[1], new Variables());

        var mover = changes.MaxBy(change => change.Value)!;
        Assert.Equal("claude-sonnet-4-5-20250929", mover["gen_ai_response_model"]);
        (string, string) model = ("gen_ai_response_model", mover["gen_ai_response_model"]);
        AssertClose(
            History.CostBetween(HistoryClock.End - s_day, HistoryClock.End, model) - History.CostBetween(
                HistoryClock.End - (2 * s_day), HistoryClock.End - s_day, model),
            mover.Value,
            ByAMinuteOfADay);
    }

    [Fact]
    public async Task CostByTenant_IsTheCostPerLabelValue_AndOfCallsWithoutTheLabel()
    {
        var shown = await InstantAsync("services", "Cost by $tag", s_production);

        var ledger = History.By("tenant", Cost, s_lastWindow - s_day, s_lastWindow, s_inProduction)
            .ToDictionary(tenant => tenant.Key is "" ? "none" : tenant.Key, tenant => tenant.Value);
        AssertSame(ledger, shown.ToDictionary(series => series["tenant"], series => series.Value), ByRounding);
    }

    [Fact]
    public async Task UnpricedModels_AreUnlistedModels_AnswersWithoutUsage_AndPartialCosts()
    {
        var panel = Get("meter").Panel("Unpriced models");

        var calls = await InstantAsync(panel, panel.Queries[0], new Variables());
        var partial = await InstantAsync(panel, panel.Queries[1], new Variables());

        Assert.Equal(
            [
                ("acme-experimental-1", "unknown_model"), ("gpt-4o-mini-2024-07-18", "unknown_field"),
                ("llama3.2", "missing_usage"),
            ],
            calls.Select(series => (series["gen_ai_response_model"], series["llmcost_unpriced_reason"])).Order());
        AssertClose(
            History.Between(
                "llmcost_unpriced_calls_total",
                HistoryClock.End - s_day,
                HistoryClock.End,
                ("llmcost_unpriced_reason", "unknown_model")),
            calls.Single(series => series["llmcost_unpriced_reason"] == "unknown_model").Value,
            ByAMinuteOfADay);
        AssertClose(
            History.Between("llmcost_unpriced_partial_calls_total", HistoryClock.End - s_day, HistoryClock.End),
            Assert.Single(partial, series => series.Value > 0).Value,
            ByAMinuteOfADay);
    }

    [Theory]
    [InlineData("overview", "Today")]
    [InlineData("overview", "This month")]
    [InlineData("overview", "Month forecast")]
    [InlineData("models", "Cost")]
    public async Task Bill_IsMarkedAsALowerBound_OnlyIfCostsAreUnknownOrPartial(string dashboard, string title)
    {
        var panel = Get(dashboard).Panels.Single(panel => panel.Title == title && panel.Type == "stat");

        var blog = await InstantAsync(panel, panel.Queries[0], new Variables { Service = "blog" });
        var support = await InstantAsync(panel, panel.Queries[0], new Variables { Service = "support" });

        Assert.Equal("≥", Assert.Single(blog)["bound"]);
        Assert.DoesNotContain("bound", Assert.Single(support).Labels.Keys);
    }

    [Fact]
    public async Task Gap_ReducesARangeOnlyByItsOwnCost_AndADayByNothing()
    {
        var staging = new Variables { Environment = "Staging" };
        (string, string) inStaging = ("deployment_environment_name", "Staging");
        var (from, to) = (s_lastWindow - s_day, s_lastWindow);
        var all = History.CostBetween(from, to, inStaging);

        var ofRange = (await InstantAsync("overview", "Cost by provider", staging)).Sum(provider => provider.Value);
        var today =
            SumByTime(await RangeAsync("overview", "Daily cost by provider", staging))[HistoryClock.Today.ToUnixTimeSeconds()];

        Assert.InRange(
            ofRange,
            (double)(all - History.CostBetween(HistoryClock.Gap.From, HistoryClock.Gap.To.AddMinutes(5), inStaging)),
            (double)all);
        AssertClose(History.CostBetween(HistoryClock.Today, s_lastHour, inStaging), today, ByRounding);
    }

    [Fact]
    public async Task Gap_CausesNoSpikeOfCalls()
    {
        var shown = await RangeAsync("meter", "Calls, by usage source", new Variables { Environment = "Staging" });

        // A doubled rate would be detected, because the hour of the gap is no busier than the hour before.
        var calls = SumByTime(shown);
        Assert.True(
            calls.Values.Max() <= 1.01 * calls.Where(
                point => point.Key < HistoryClock.Gap.From.ToUnixTimeSeconds()
                    || point.Key > HistoryClock.Gap.To.AddMinutes(10).ToUnixTimeSeconds())
                .Max(point => point.Value));
    }

    [Theory]
    [InlineData("overview")]
    [InlineData("models")]
    [InlineData("services")]
    [InlineData("meter")]
    public async Task Annotations_MarkOnlyChangesOfVersionsAndPrices(string name)
    {
        var answers = await PageInput.GetAsync(Get(name), prometheus.Api, new Variables(), TimeSpan.FromDays(7), "dark", Token);

        var marks = answers["annotations"]!.AsArray().Select(mark => (
            DateTimeOffset.FromUnixTimeMilliseconds((long)mark!["time"]!), (string)mark["text"]!));
        Assert.Equal(
            [
                (HistoryClock.NewPrices, "New prices of blog: https://prices.example.com/data.json is now c41d09aa27e3"),
                (HistoryClock.Deploy, "Deployment of blog: Version 1.5.0"),
                (HistoryClock.Deploy, "New prices of blog: catalog is now 2026-09-10"),
            ],
            marks.Order().Select(mark => (
                new DateTimeOffset(mark.Item1.Ticks - (mark.Item1.Ticks % TimeSpan.TicksPerHour), TimeSpan.Zero), mark.Item2)));
    }

    private decimal CostOfAccounts(DateTimeOffset from, DateTimeOffset to) =>
        CostOfAccount("anthropic", "blog", from, to)
        + CostOfAccount("anthropic", "support", from, to)
        + CostOfAccount("azure.ai.openai", "blog", from, to)
        + CostOfAccount("openai", "blog", from, to)
        + CostOfAccount("openai", "support", from, to);

    private decimal CostOfAccount(string provider, string job, DateTimeOffset from, DateTimeOffset to) =>
        History.CostBetween(from, to, ("gen_ai_provider_name", provider), ("job", job), s_inProduction);

    private static DashboardFile Get(string name) => DashboardFile.Get($"llmcost-{name}.json");

    private static IEnumerable<(string, string)> Chosen(string label, string value) => value == ".*" ? [] : [(label, value)];

    private async Task<double> OneAsync(string dashboard, string title, Variables? variables = null)
    {
        var panel = Get(dashboard).Panels.Single(panel => panel.Title == title && panel.Type == "stat");
        return Assert.Single(await InstantAsync(panel, panel.Queries[0], variables ?? new Variables())).Value;
    }

    private Task<IReadOnlyList<Sample>> InstantAsync(string dashboard, string title, Variables? variables = null)
    {
        var panel = Get(dashboard).Panel(title);
        return InstantAsync(panel, Assert.Single(panel.Queries), variables ?? new Variables());
    }

    private Task<IReadOnlyList<Sample>> InstantAsync(DashboardPanel panel, PanelQuery query, Variables variables)
    {
        Assert.True(query.IsInstant);
        var time = PanelTime.Of(panel, s_day, HistoryClock.End);
        return prometheus.Api.QueryAtAsync(variables.Interpolate(query.Expression, time), time.To, Token);
    }

    private Task<IReadOnlyList<RangeSample>> RangeAsync(string dashboard, string title, Variables? variables = null)
    {
        var panel = Get(dashboard).Panel(title);
        var query = Assert.Single(panel.Queries);
        Assert.False(query.IsInstant);
        var time = PanelTime.Of(panel, s_day, HistoryClock.End);
        return prometheus.Api.QueryRangeAsync(
            (variables ?? new Variables()).Interpolate(query.Expression, time), time.FirstStep, time.LastStep, time.Interval,
            Token);
    }

    private static SortedDictionary<long, double> SumByTime(IReadOnlyList<RangeSample> series) => new(
        series.SelectMany(one => one.Points).GroupBy(point => point.UnixSeconds, point => point.Value)
            .ToDictionary(time => time.Key, time => time.Sum()));

    private static (DateTimeOffset First, DateTimeOffset Last) Ends(IReadOnlyList<RangeSample> series)
    {
        var times = series.SelectMany(one => one.Points).Select(point => DateTimeOffset.FromUnixTimeSeconds(point.UnixSeconds))
            .ToList();
        return (times.Min(), times.Max());
    }

    private static void AssertSame(
        IReadOnlyDictionary<string, decimal> expected, Dictionary<string, double> actual, double relative)
    {
        Assert.Equal(
            expected.Where(entry => entry.Value > 0 || actual.ContainsKey(entry.Key)).Select(entry => entry.Key)
                .Order(StringComparer.Ordinal),
            actual.Keys.Order(StringComparer.Ordinal));
        Assert.All(actual, entry => AssertClose(expected[entry.Key], entry.Value, relative));
    }

    private static void AssertClose(decimal expected, double actual, double relative) =>
        Assert.Equal((double)expected, actual, tolerance: (double)expected * relative);
}
