using System.Globalization;
using System.Text.Json;

namespace LlmCost.AI.EndToEnd.Backend;

/// <summary>Prometheus' HTTP API, as used by dashboards.</summary>
/// <param name="http">A client with the base address and any credentials.</param>
internal sealed class PrometheusApi(HttpClient http) : IDisposable
{
    /// <summary>Returns true if the server accepts data and queries.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync(new Uri("-/ready", UriKind.Relative), cancellationToken);
        return response.IsSuccessStatusCode;
    }

    /// <summary>
    /// Runs a query at the current time. A plain selector returns one value per series, and a range selector returns all values
    /// in the range.
    /// </summary>
    public async Task<IReadOnlyList<Sample>> QueryAsync(string query, CancellationToken cancellationToken)
    {
        using var body = await PostAsync("api/v1/query", [new("query", query)], cancellationToken);
        return [.. Result(body).Select(ReadSample)];
    }

    /// <summary>Runs a query at a given time.</summary>
    public async Task<IReadOnlyList<Sample>> QueryAtAsync(string query, DateTimeOffset time, CancellationToken cancellationToken)
    {
        using var body = await PostAsync("api/v1/query", [new("query", query), new("time", Seconds(time))], cancellationToken);
        return [.. Result(body).Select(ReadSample)];
    }

    /// <summary>Runs a query at each step of a range, including both ends, like a graph.</summary>
    public async Task<IReadOnlyList<RangeSample>> QueryRangeAsync(
        string query, DateTimeOffset start, DateTimeOffset end, TimeSpan step, CancellationToken cancellationToken)
    {
        using var body = await PostAsync("api/v1/query_range", RangeForm(query, start, end, step), cancellationToken);
        return [.. Result(body).Select(
            series => new RangeSample(ReadLabels(series), [.. series.GetProperty("values").EnumerateArray().Select(ReadPoint)]))];
    }

    /// <summary>Returns the whole response to a query at a given time, as a page would receive it.</summary>
    public Task<JsonElement> GetAnswerAtAsync(string query, DateTimeOffset time, CancellationToken cancellationToken) =>
        GetAnswerAsync("api/v1/query", [new("query", query), new("time", Seconds(time))], cancellationToken);

    /// <summary>Returns the whole response to a query at each step of a range, as a page would receive it.</summary>
    public Task<JsonElement> GetRangeAnswerAsync(
        string query, DateTimeOffset start, DateTimeOffset end, TimeSpan step, CancellationToken cancellationToken) =>
        GetAnswerAsync("api/v1/query_range", RangeForm(query, start, end, step), cancellationToken);

    /// <summary>Parses a query with Prometheus' own parser.</summary>
    public async Task<JsonElement> ParseAsync(string query, CancellationToken cancellationToken)
    {
        using var body = await PostAsync("api/v1/parse_query", [new("query", query)], cancellationToken);
        return body.RootElement.GetProperty("data").Clone();
    }

    /// <summary>Returns the loaded recording rules.</summary>
    public async Task<IReadOnlyList<RecordingRule>> GetRecordingRulesAsync(CancellationToken cancellationToken) =>
        [.. from rule in await GetRulesAsync("record", cancellationToken) select new RecordingRule(
            NameOf(rule), QueryOf(rule), LabelsOf(rule))];

    /// <summary>Returns the loaded alerts.</summary>
    public async Task<IReadOnlyList<AlertingRule>> GetAlertingRulesAsync(CancellationToken cancellationToken) =>
    [
        .. from rule in await GetRulesAsync("alert", cancellationToken)
           select new AlertingRule(
               NameOf(rule), QueryOf(rule), TimeSpan.FromSeconds(rule.GetProperty("duration").GetDouble()), LabelsOf(rule)),
    ];

    /// <summary>Repeats a query until its result is accepted.</summary>
    public Task<IReadOnlyList<Sample>> QueryUntilAsync(
        string query, Func<IReadOnlyList<Sample>, bool> accept, CancellationToken cancellationToken) =>
        Poll.UntilAsync(
            token => QueryAsync(query, token),
            accept,
            explain: answer => $"{query} last gave {JsonSerializer.Serialize(answer)}",
            cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private async Task<IReadOnlyList<JsonElement>> GetRulesAsync(string type, CancellationToken cancellationToken)
    {
        using var body = JsonDocument.Parse(
            await http.GetStringAsync(new Uri($"api/v1/rules?type={type}", UriKind.Relative), cancellationToken));
        return
        [
            .. from rules in body.RootElement.GetProperty("data").GetProperty("groups").EnumerateArray()
               from rule in rules.GetProperty("rules").EnumerateArray()
               select rule.Clone(),
        ];
    }

    private static string NameOf(JsonElement rule) => rule.GetProperty("name").GetString()!;

    private static string QueryOf(JsonElement rule) => rule.GetProperty("query").GetString()!;

    private static Dictionary<string, string> LabelsOf(JsonElement rule) =>
        rule.TryGetProperty("labels", out var labels) ? labels.Deserialize<Dictionary<string, string>>()! : [];

    private async Task<JsonElement> GetAnswerAsync(
        string path, KeyValuePair<string, string>[] form, CancellationToken cancellationToken)
    {
        using var body = await PostAsync(path, form, cancellationToken);
        return body.RootElement.Clone();
    }

    private static KeyValuePair<string, string>[] RangeForm(
        string query, DateTimeOffset start, DateTimeOffset end, TimeSpan step) =>
    [
        new("query", query),
        new("start", Seconds(start)),
        new("end", Seconds(end)),
        new("step", step.TotalSeconds.ToString(CultureInfo.InvariantCulture)),
    ];

    private async Task<JsonDocument> PostAsync(
        string path, KeyValuePair<string, string>[] form, CancellationToken cancellationToken)
    {
        using var content = new FormUrlEncodedContent(form);
        using var response = await http.PostAsync(new Uri(path, UriKind.Relative), content, cancellationToken);
        var body = await JsonDocument.ParseAsync(
            await response.Content.ReadAsStreamAsync(cancellationToken), cancellationToken: cancellationToken);

        if (!response.IsSuccessStatusCode)
        {
            using (body)
            {
                throw new InvalidOperationException($"Prometheus refused {form[0].Value}: {body.RootElement}");
            }
        }

        return body;
    }

    private static string Seconds(DateTimeOffset time) => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private static JsonElement.ArrayEnumerator Result(JsonDocument body) =>
        body.RootElement.GetProperty("data").GetProperty("result").EnumerateArray();

    private static Dictionary<string, string> ReadLabels(JsonElement series) =>
        series.GetProperty("metric").EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString()!);

    private static Sample ReadSample(JsonElement series)
    {
        var labels = ReadLabels(series);

        return series.TryGetProperty("values", out var values)
            ? new Sample(labels, [.. values.EnumerateArray().Select(ReadValue)])
            : new Sample(labels, [ReadValue(series.GetProperty("value"))]);
    }

    private static (long UnixSeconds, double Value) ReadPoint(JsonElement pair) => ((long)pair[0].GetDouble(), ReadValue(pair));

    // A sample is a pair of a time and a value. The value is a string with enough digits to restore the same double.
    private static double ReadValue(JsonElement pair) => double.Parse(pair[1].GetString()!, CultureInfo.InvariantCulture);
}
