using LlmCost.AI;
using Microsoft.Extensions.DependencyInjection;
using SimulatedProvider;

namespace Quickstart;

/// <summary>
/// Records 60 days of calls of the blog app in a ledger, as data for reports and forecasts.
/// </summary>
/// <remarks>
/// No calls are made: the meter prices simulated usage, and the simulated provider bills the same usage at its own prices. A
/// given day always has the same calls.
/// </remarks>
internal static class RecordedHistory
{
    /// <summary>The OpenAI project of the app.</summary>
    public const string Project = "proj_blog";

    private const string Workspace = "wrkspc_blog";
    private const int Days = 60;
    private const double WeekendShare = 0.45;
    private const double GrowthPerDay = 1.008;

    private static readonly string[] s_tenants = ["acme", "acme", "acme", "globex", "globex", "initech"];

    private static readonly CallPattern[] s_patterns =
    [
        new("generate_content", "openai", "gpt-4o", CallsPerDay: 160) { Input = 1_800, Output = 900 },
        new("summarize", "openai", "gpt-4o-mini", CallsPerDay: 420) { Input = 5_200, CacheRead = 1_024, Output = 180 },
        new("chat", "anthropic", "claude-sonnet-4-5", CallsPerDay: 260)
        {
            Input = 700,
            CacheRead = 9_000,
            CacheWrite = 800,
            Output = 350,
        },
        new("research", "openai", "gpt-5.1", CallsPerDay: 45) { Input = 3_000, Output = 700, Reasoning = 2_600, Searches = 2 },
        new("search", "openai", "text-embedding-3-small", CallsPerDay: 900) { Input = 420, Operation = "embeddings" },

        // This feature is launched on the 46th day, and its model is in no price list.
        new("support_agent", "anthropic", "claude-opus-4-5", CallsPerDay: 35)
        {
            Input = 2_500,
            CacheRead = 20_000,
            Output = 900,
            FirstDay = 45,
        },
        new("experiment", "openai", "blog-tuned-1", CallsPerDay: 6) { Input = 900, Output = 300, FirstDay = 50 },
    ];

    /// <summary>Records the calls of the last 60 completed days.</summary>
    /// <param name="folder">The folder of the ledger.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="books">The provider's ledger, which bills the same calls.</param>
    /// <param name="cancellationToken">A token that cancels the operation.</param>
    /// <returns>The number of calls.</returns>
    public static async Task<long> RecordAsync(
        string folder, TimeProvider clock, BillingLedger books, CancellationToken cancellationToken)
    {
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(clock)
            .AddCostMetering(options => options.MetricTags.Add("tenant"))
            .AddLedger(options => (options.Path, options.ServiceName, options.QueueLength) = (folder, "blog", 1_048_576))
            .Services
            .BuildServiceProvider();
        var meter = services.GetRequiredService<CostMeter>();
        var ledger = services.GetRequiredService<LedgerWriter>();
        var first = new DateTimeOffset(clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero).AddDays(-Days);
        for (var day = 0; day < Days; day++)
        {
            foreach (var pattern in s_patterns.Where(pattern => day >= pattern.FirstDay))
            {
                Record(meter, books, pattern, first.AddDays(day), day);
            }

            await ledger.FlushAsync(cancellationToken);
        }

        return ledger.Status.Records;
    }

    private static void Record(CostMeter meter, BillingLedger books, CallPattern pattern, DateTimeOffset date, int day)
    {
        var random = SeededRandom.For($"{pattern.Feature} {date:yyyy-MM-dd}");
        var isWeekend = date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
        var expected = pattern.CallsPerDay * Math.Pow(GrowthPerDay, day) * (isWeekend ? WeekendShare : 1);
        var calls = (int)(expected * (0.9 + (random.NextDouble() * 0.2)));
        for (var i = 0; i < calls; i++)
        {
            var tenant = s_tenants[random.Next(s_tenants.Length)];
            var time = date.AddSeconds(random.NextDouble() * TimeSpan.SecondsPerDay);
            var duration = TimeSpan.FromSeconds(0.5 + (random.NextDouble() * 8));
            var usage = new TokenUsage
            {
                Input = Around(pattern.Input),
                InputCacheRead = random.Next(10) < 8 ? pattern.CacheRead : 0,
                InputCacheWrite = random.Next(10) < 2 ? pattern.CacheWrite : 0,
                Output = Around(pattern.Output),
                OutputReasoning = Around(pattern.Reasoning),
            };
            var searches = pattern.Searches is 0 ? 0 : random.Next(pattern.Searches + 1);
            var account = pattern.Provider is "anthropic" ? Workspace : Project;

            using var scope = CostScope.Begin(pattern.Feature, ("tenant", tenant));
            meter.Record(new PaidCall
            {
                OperationName = pattern.Operation,
                ProviderName = pattern.Provider,
                Model = pattern.Model,
                Account = account,
                Timestamp = time,
                Duration = duration,
                Usage = usage,
                Quantities = pattern.Searches is 0
                    ? []
                    : [new BillableQuantity { Unit = BillableUnit.WebSearch, Quantity = searches }],
                Outcome = random.Next(100) is 0 ? CallOutcome.Failed : CallOutcome.Completed,
            });
            books.Bill(new BilledCall
            {
                Provider = pattern.Provider,
                Model = pattern.Model,
                Operation = pattern.Operation,
                Account = account,
                ApiKeyId = "key_blog",
                Time = time,
                Tokens = new BilledTokens(
                    usage.Input, usage.InputCacheRead, usage.InputCacheWrite, usage.Output, usage.OutputReasoning),
                WebSearches = searches,
            });

            long Around(long mean) => (long)(mean * (0.6 + (random.NextDouble() * 0.8)));
        }
    }

    private sealed record CallPattern(string Feature, string Provider, string Model, int CallsPerDay)
    {
        public string Operation { get; init; } = "chat";

        public long Input { get; init; }

        public long CacheRead { get; init; }

        public long CacheWrite { get; init; }

        public long Output { get; init; }

        public long Reasoning { get; init; }

        public int Searches { get; init; }

        public int FirstDay { get; init; }
    }
}
