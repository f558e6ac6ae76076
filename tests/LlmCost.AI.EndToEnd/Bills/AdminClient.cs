using System.Net;
using System.Text.Json;

namespace LlmCost.AI.EndToEnd.Bills;

/// <summary>Reads the admin APIs of the simulated provider as raw JSON.</summary>
internal sealed class AdminClient(Uri address) : IDisposable
{
    private readonly HttpClient _client = new(new HttpClientHandler { UseProxy = false }) { BaseAddress = address };

    /// <summary>Reads the buckets of all pages of a report.</summary>
    /// <param name="query">The path and the query string, without the parameter <c>page</c>.</param>
    public async Task<IReadOnlyList<JsonElement>> BucketsAsync(string query)
    {
        List<JsonElement> buckets = [];
        string? token = null;

        do
        {
            var (status, page) = await GetAsync(token is null ? query : $"{query}&page={token}");
            Assert.Equal(HttpStatusCode.OK, status);
            buckets.AddRange(page.GetProperty("data").EnumerateArray());
            token = page.GetProperty("next_page").GetString();
            Assert.Equal(token is not null, page.GetProperty("has_more").GetBoolean());
        }
        while (token is not null);

        return buckets;
    }

    /// <summary>Reads the rows of all buckets of all pages of a report.</summary>
    public async Task<IReadOnlyList<JsonElement>> RowsAsync(string query) =>
        [.. (await BucketsAsync(query)).SelectMany(bucket => bucket.GetProperty("results").EnumerateArray())];

    /// <summary>Sends one request.</summary>
    /// <param name="query">The path and the query string.</param>
    /// <param name="header">The name of the header with the key, or null for the header that the provider documents.</param>
    /// <param name="value">The value of the header, or null for an admin key.</param>
    public async Task<(HttpStatusCode Status, JsonElement Body)> GetAsync(
        string query, string? header = null, string? value = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, query);
        var isAnthropic = query.StartsWith("v1/organizations/", StringComparison.Ordinal);

        request.Headers.Add(
            header ?? (isAnthropic ? "x-api-key" : "Authorization"),
            value ?? (isAnthropic ? "sk-ant-admin-simulated" : "Bearer sk-admin-simulated"));

        if (isAnthropic)
        {
            request.Headers.Add("anthropic-version", "2023-06-01");
        }

        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        using var body = JsonDocument.Parse(
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        return (response.StatusCode, body.RootElement.Clone());
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}
