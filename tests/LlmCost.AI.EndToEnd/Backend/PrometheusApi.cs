using System.Globalization;
using System.Text.Json;

namespace LlmCost.AI.EndToEnd.Backend;

/// <summary>Prometheus' HTTP API, as a dashboard uses it.</summary>
internal sealed class PrometheusApi(Uri address) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = address };

    /// <summary>Whether the server takes data and queries.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync(new Uri("-/ready", UriKind.Relative), cancellationToken);
        return response.IsSuccessStatusCode;
    }

    /// <summary>Runs a query at the current time: for a plain selector one value a series, for a range selector all of them.</summary>
    public async Task<IReadOnlyList<Sample>> QueryAsync(string query, CancellationToken cancellationToken)
    {
        using var form = new FormUrlEncodedContent([new("query", query)]);
        using var response = await _http.PostAsync(new Uri("api/v1/query", UriKind.Relative), form, cancellationToken);
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancellationToken));

        if (!response.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"Prometheus refused {query}: {body.RootElement}");
        }

        return [.. body.RootElement.GetProperty("data").GetProperty("result").EnumerateArray().Select(ReadSample)];
    }

    /// <summary>Runs a query again and again until its answer is accepted.</summary>
    public Task<IReadOnlyList<Sample>> QueryUntilAsync(
        string query, Func<IReadOnlyList<Sample>, bool> accept, CancellationToken cancellationToken) =>
        Poll.UntilAsync(
            token => QueryAsync(query, token),
            accept,
            explain: answer => $"{query} last gave {JsonSerializer.Serialize(answer)}",
            cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static Sample ReadSample(JsonElement series)
    {
        var labels = series.GetProperty("metric").EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString()!);

        return series.TryGetProperty("values", out var values)
            ? new Sample(labels, [.. values.EnumerateArray().Select(ReadValue)])
            : new Sample(labels, [ReadValue(series.GetProperty("value"))]);
    }

    // A pair of time and value, the value as a string with all the digits it takes to read back the same double.
    private static double ReadValue(JsonElement pair) => double.Parse(pair[1].GetString()!, CultureInfo.InvariantCulture);
}
