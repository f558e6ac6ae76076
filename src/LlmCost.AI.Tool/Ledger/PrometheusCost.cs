using System.Globalization;
using System.Text.Json;

namespace LlmCost.AI.Tool;

/// <summary>Reads from Prometheus the cost that apps have reported as a metric.</summary>
/// <remarks>
/// The increases between samples are added up here, not with PromQL's <c>increase</c>. That function extrapolates to the start
/// and end of the period. It also ignores the first value of a new series, which can be the whole cost of a short process.
/// </remarks>
internal static class PrometheusCost
{
    private const string Metric = "llmcost_usage_cost_total";

    /// <summary>
    /// The length of time before the period for which samples are also read, to find the value of each counter at the start of
    /// the period.
    /// </summary>
    private static readonly TimeSpan s_lookBack = TimeSpan.FromMinutes(5);

    /// <summary>Returns the cost of a period, in USD.</summary>
    /// <exception cref="HttpRequestException">Prometheus does not respond, or rejects the query.</exception>
    /// <exception cref="FormatException">The response does not come from Prometheus.</exception>
    public static async Task<decimal> ReadAsync(HttpClient client, LedgerPeriod period, CancellationToken cancellationToken)
    {
        var cost = 0m;
        var last = new Dictionary<string, decimal>(StringComparer.Ordinal);
        for (var start = period.Start; start < period.End; start = start.AddDays(1))
        {
            var end = start.AddDays(1) < period.End ? start.AddDays(1) : period.End;
            var from = start == period.Start ? start - s_lookBack : start;
            foreach (var (series, samples) in await SamplesAsync(client, from, end, cancellationToken))
            {
                foreach (var (time, value) in samples)
                {
                    // If a value is less than the previous value, the process has restarted, and its counter started at 0.
                    var before = last.GetValueOrDefault(series);
                    cost += time <= period.Start ? 0 : value >= before ? value - before : value;
                    last[series] = value;
                }
            }
        }

        return cost;
    }

    private static async Task<IEnumerable<(string Series, List<(DateTimeOffset Time, decimal Value)> Samples)>>
        SamplesAsync(HttpClient client, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var query = Uri.EscapeDataString($"{Metric}[{(long)(to - from).TotalSeconds}s]");
        using var response = await client.GetAsync(
            new Uri($"api/v1/query?query={query}&time={to.ToUnixTimeSeconds()}", UriKind.Relative), cancellationToken);
        response.EnsureSuccessStatusCode();
        try
        {
            using var json = await JsonDocument.ParseAsync(
                await response.Content.ReadAsStreamAsync(cancellationToken), cancellationToken: cancellationToken);
            return
            [
                .. json.RootElement.GetProperty("data").GetProperty("result").EnumerateArray().Select(
                    series => (series.GetProperty("metric").GetRawText(), Samples(series.GetProperty("values")))),
            ];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException($"The response of {client.BaseAddress} does not come from Prometheus: {e.Message}", e);
        }
    }

    private static List<(DateTimeOffset Time, decimal Value)> Samples(JsonElement values) =>
    [
        .. values.EnumerateArray().Select(sample => (
            DateTimeOffset.FromUnixTimeMilliseconds((long)(sample[0].GetDecimal() * 1_000)),
            decimal.Parse(sample[1].GetString()!, NumberStyles.Float, CultureInfo.InvariantCulture))),
    ];
}
