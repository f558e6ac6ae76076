namespace LlmCost.AI.EndToEnd.Dashboards;

/// <summary>The virtual history is plausible, and Prometheus' sums match its ledger.</summary>
[Collection<DashboardFixtures>]
public sealed class HistoryTests(EmittedSeries emitted, HistoryPrometheus prometheus)
{
    // The tolerance for ranges of a day. They start a millisecond after midnight, and Prometheus extrapolates the missing
    // millisecond.
    private const double ByAMillisecond = 1e-7;

    // The tolerance for the rounding of sums of doubles.
    private const double ByRounding = 1e-9;

    // The tolerance for series that have ended, which Prometheus extrapolates by half a minute.
    private const double ByHalfAMinuteOfADay = 30.0 / 86_400;

    private static readonly DateTimeOffset s_yesterday = HistoryClock.Today.AddDays(-1);
    private static readonly DateTimeOffset s_october = HistoryClock.Utc(10, 1);
    private static readonly DateTimeOffset s_november = HistoryClock.Utc(11, 1);
    private static readonly DateTimeOffset s_lastHour = HistoryClock.Utc(10, 21, 15);
    private static readonly (string, string)[] s_production = [("job", "blog"), ("deployment_environment_name", "Production")];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void EverySeries_HasANameAndLabelsOfEmittedMetrics()
    {
        var invented = from series in prometheus.History.Series
                       where !series.Name.Contains(':', StringComparison.Ordinal) // A rule records this series.
                       let known = emitted.Labels.GetValueOrDefault(series.Name)
                       from label in series.Labels.Keys
                       where known?.Contains(label) is not true
                       select known is null ? series.Name : $"{series.Name}{{{label}}}";

        Assert.Empty(invented.Distinct());
    }

    [Fact]
    public void EveryMetricOfTheMeter_IsInTheHistory() => Assert.Empty(
        emitted.Labels.Keys.Where(name => name.StartsWith("llmcost_", StringComparison.Ordinal))
            .Except(prometheus.History.Series.Select(series => series.Name)));

    [Fact]
    public async Task Today_ByModel_MatchesTheLedger()
    {
        var seconds = (HistoryClock.End - HistoryClock.Today).TotalSeconds;

        var spent = await prometheus.Api.QueryAtAsync(
            $$"""sum by (gen_ai_response_model) (increase(llmcost_usage_cost_total{job="blog"}[{{seconds}}s]))""",
            HistoryClock.End, Token);

        var ledger = prometheus.History.By(
            "gen_ai_response_model", "llmcost_usage_cost_total", HistoryClock.Today, HistoryClock.End, ("job", "blog"));
        Assert.Equal(ledger.Keys, spent.Select(model => model["gen_ai_response_model"]).Order(StringComparer.Ordinal));
        Assert.All(spent, model => AssertClose(ledger[model["gen_ai_response_model"]], model.Value, ByAMillisecond));
    }

    [Theory]
    [InlineData("llmcost_usage_cost_total", 1)]
    [InlineData("llmcost_usage_tokens_total", 1)]
    [InlineData("llmcost_calls_total", 1)]
    [InlineData("llmcost_usage_cost_total", 7)]
    [InlineData("llmcost_usage_cost_total", 30)]
    public async Task WholeDays_FromCounters_MatchTheLedger(string metric, int days)
    {
        var spent = await ValueAsync(
            $$"""sum(increase({{metric}}{job="blog",deployment_environment_name="Production"}[{{days}}d]))""", s_yesterday);

        AssertClose(
            prometheus.History.Between(metric, s_yesterday.AddDays(-days), s_yesterday, s_production), spent, ByAMillisecond);
    }

    [Fact]
    public async Task DayOfADeployment_FromCounters_MatchesTheLedgerWithinHalfAMinuteOfEndedSeries()
    {
        var spent = await ValueAsync(
            """sum(increase(llmcost_usage_cost_total{job="blog",deployment_environment_name="Production"}[1d]))""",
            HistoryClock.Today);

        AssertClose(prometheus.History.CostBetween(s_yesterday, HistoryClock.Today, s_production), spent, ByHalfAMinuteOfADay);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(28)]
    public async Task WholeDays_FromRecordedHours_MatchTheLedgerExactly_IncludingRestartsAndDeployments(int days)
    {
        var spent = await ValueAsync(
            $$"""3600 * sum_over_time(job:llmcost_usage_cost:rate1h{job="blog","""
                + $$"""deployment_environment_name="Production"}[{{days}}d:1h])""", HistoryClock.Today);

        AssertClose(
            prometheus.History.CostBetween(HistoryClock.Today.AddDays(-days), HistoryClock.Today, s_production),
            spent,
            ByRounding);
    }

    [Theory]
    [InlineData("blog", "Production")]
    [InlineData("blog", "Staging")]
    [InlineData("support", "Production")]
    public async Task EveryHour_FromCounters_MatchesTheLedger(string job, string environment)
    {
        var hours = await prometheus.Api.QueryRangeAsync(
            $$"""sum(increase(llmcost_usage_cost_total{job="{{job}}",deployment_environment_name="{{environment}}"}[1h]))""",
            HistoryClock.Start.AddHours(1),
            s_lastHour,
            TimeSpan.FromHours(1),
            Token);

        Assert.Equal(HistoryClock.Hours - 1, Assert.Single(hours).Points.Count);
        Assert.All(hours[0].Points, hour =>
        {
            var end = DateTimeOffset.FromUnixTimeSeconds(hour.UnixSeconds);
            var ledger = prometheus.History.CostBetween(
                end.AddHours(-1), end, ("job", job), ("deployment_environment_name", environment));
            AssertClose(ledger, hour.Value, ByRounding);
        });
    }

    [Fact]
    public async Task CostOfCalls_InTheHistogram_MatchesTheCounters()
    {
        var (from, to) = (s_lastHour.AddHours(-1), s_lastHour);

        var spent = await ValueAsync("""sum(increase(llmcost_operation_cost_sum{job="support"}[1h]))""", to);
        var calls = await ValueAsync("""sum(increase(llmcost_operation_cost_bucket{job="support",le="+Inf"}[1h]))""", to);

        AssertClose(prometheus.History.CostBetween(from, to, ("job", "support")), spent, ByRounding);
        AssertClose(prometheus.History.CallsBetween(from, to, ("job", "support"), ("error_type", "")), calls, ByRounding);
    }

    [Fact]
    public async Task MonthToDateAndForecast_MatchTheLedger()
    {
        var toDate = await ValueAsync(
            """job:llmcost_usage_cost:usd_month_to_date{job="blog",deployment_environment_name="Production"}""",
            HistoryClock.End);
        var forecast = await ValueAsync(
            """job:llmcost_usage_cost:usd_month_forecast{job="blog",deployment_environment_name="Production"}""",
            HistoryClock.End);

        var spent = prometheus.History.CostBetween(s_october, s_lastHour, s_production);
        var week = prometheus.History.CostBetween(s_lastHour.AddDays(-7), s_lastHour, s_production);
        AssertClose(spent, toDate, ByRounding);
        AssertClose(spent + (week * (decimal)((s_november - s_lastHour) / TimeSpan.FromDays(7))), forecast, ByRounding);
    }

    [Fact]
    public async Task LastMonth_IsRecordedAsOfItsEnd()
    {
        var time = s_october.AddMinutes(-5);

        var toDate = await ValueAsync(
            """job:llmcost_usage_cost:usd_month_to_date{job="blog",deployment_environment_name="Production"}""", time);

        AssertClose(prometheus.History.CostBetween(HistoryClock.Start, s_october.AddHours(-1), s_production), toDate, ByRounding);
    }

    [Fact]
    public async Task EveryRecordingRule_HasARecord()
    {
        var rules = (await prometheus.Api.GetRecordingRulesAsync(Token)).Select(rule => rule.Name).Distinct().ToList();

        var recorded = await prometheus.Api.QueryAtAsync(
            """count by (__name__) ({__name__=~".+:.+"})""", HistoryClock.End, Token);

        Assert.NotEmpty(rules);
        Assert.Empty(rules.Except(recorded.Select(metric => metric["__name__"])));
    }

    [Fact]
    public async Task Alerts_FiredForTheExpectedEvents_AndForNothingElseInFiveWeeks()
    {
        var fired = await prometheus.Api.QueryRangeAsync(
            "ALERTS", HistoryClock.Start, HistoryClock.End, TimeSpan.FromMinutes(5), Token);

        // Nights, weekends, the restart, the deployment, the new prices and the first of the month cause no alerts.
        Assert.Equal(
            [
                ("LlmCostBillCoverageOff", "billing", "Production", HistoryClock.Utc(10, 18, 7, 5)),
                ("LlmCostBillDrifts", "billing", "Production", HistoryClock.Utc(10, 18, 16, 20)),
                ("LlmCostBudgetNearLimit", "blog", "Production", HistoryClock.Surge.AddMinutes(345)),
                ("LlmCostFeatureShareJumped", "blog", "Production", HistoryClock.Surge.AddMinutes(75)),
                ("LlmCostLedgerDropsRecords", "blog", "Production", HistoryClock.LedgerBurst.AddMinutes(5)),
                ("LlmCostMeterFailing", "blog", "Production", HistoryClock.Utc(10, 14, 8, 5)),
                ("LlmCostPerCallJumped", "blog", "Production", HistoryClock.Surge.AddMinutes(75)),
                ("LlmCostPriceChangesHeld", "blog", "Production", HistoryClock.Utc(10, 18, 7, 5)),
                ("LlmCostRising", "blog", "Production", HistoryClock.Surge.AddMinutes(80)),
                ("LlmCostTelemetryAbsent", "blog", "Staging", HistoryClock.Gap.From.AddMinutes(15)),
                ("LlmCostUnpricedTraffic", "blog", "Production", HistoryClock.UnknownModel.AddMinutes(25)),
            ],
            fired
                .Select(alert => (
                    alert["alertname"],
                    alert["job"],
                    alert["deployment_environment_name"],
                    DateTimeOffset.FromUnixTimeSeconds(alert.Points[0].UnixSeconds)))
                .Order());
    }

    [Fact]
    public async Task Prometheus_HasEverySeriesOfTheHistory()
    {
        foreach (var metric in prometheus.History.Series.GroupBy(series => series.Name))
        {
            var expected = metric.Select(series => string.Join(",", series.Labels.Where(label => label.Key != "instance")))
                .Distinct()
                .Count();

            var found = await ValueAsync(
                $"count(group without (instance) (last_over_time({metric.Key}[36d])))", HistoryClock.End);

            Assert.Equal((metric.Key, expected), (metric.Key, (int)found));
        }
    }

    [Fact]
    public void Spend_IsLowAtNightAndAtWeekends_AndPlausible()
    {
        var history = prometheus.History;
        var (sunday, monday) = (s_yesterday.AddDays(-2), s_yesterday.AddDays(-1));

        Assert.True(2 * Spend(sunday, sunday.AddDays(1)) < Spend(monday, monday.AddDays(1)));
        Assert.True(5 * Spend(monday.AddHours(2), monday.AddHours(4)) < Spend(monday.AddHours(10), monday.AddHours(12)));
        Assert.InRange(Spend(HistoryClock.End.AddDays(-30), HistoryClock.End), 2_000m, 6_000m);

        decimal Spend(DateTimeOffset from, DateTimeOffset to) => history.CostBetween(from, to, s_production);
    }

    [Fact]
    public void Summaries_CostFourTimesAsMuchPerCallSinceThisMorning()
    {
        var history = prometheus.History;
        (string, string)[] summaries =
            [.. s_production, ("llmcost_feature", "summarize"), ("gen_ai_request_model", "claude-sonnet-4-5")];

        Assert.Equal(
            4 * CostOfCall(HistoryClock.Surge.AddDays(-1), s_lastHour.AddDays(-1)), CostOfCall(HistoryClock.Surge, s_lastHour));

        decimal CostOfCall(DateTimeOffset from, DateTimeOffset to) =>
            history.CostBetween(from, to, summaries) / history.CallsBetween(from, to, [.. summaries, ("error_type", "")]);
    }

    private async Task<double> ValueAsync(string query, DateTimeOffset time) =>
        Assert.Single(await prometheus.Api.QueryAtAsync(query, time, Token)).Value;

    private static void AssertClose(decimal expected, double actual, double relative) =>
        Assert.Equal((double)expected, actual, tolerance: (double)expected * relative);
}
