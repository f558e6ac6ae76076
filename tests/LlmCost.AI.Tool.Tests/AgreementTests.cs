using System.Text.Json;

namespace LlmCost.AI.Tool.Tests;

/// <summary>
/// Meters calls in an app, prices the same usage with <c>llmcost price</c> and the same configuration, and compares the results.
/// Cost, charges, the reason of an unknown cost, and the price list must be equal.
/// </summary>
public sealed class AgreementTests : IDisposable
{
    private const int RandomRequestCount = 6_000;

    /// <summary>A configuration that uses every price setting.</summary>
    private const string Configuration = """
        {
          "LlmCost": {
            "PriceFiles": [ PRICE_FILES ],
            "Prices": [
              {
                "Provider": "openai", "Model": "own-model", "Input": 1.5, "InputCacheRead": 0.3, "Output": 7, "OutputReasoning": 8
              },
              { "Provider": "azure", "Model": "my-alias", "Currency": "EUR", "Input": 2, "Output": 9 },
              { "Provider": "some-router", "Model": "gpt-5.1", "Input": 0, "Output": 0 },
              {
                "Provider": "openai", "Model": "own-images",
                "Fees": [
                  { "Unit": "Image", "Amount": 0.04 },
                  { "Unit": "Image", "Kind": "hd/1024x1024", "Amount": 0.08 },
                  { "Unit": "WebSearch", "Amount": 10, "Per": 1000 }
                ]
              },
              {
                "Provider": "anthropic", "Model": "own-model", "Input": 3, "InputCacheWriteOneHour": 6, "Output": 15,
                "Variants": [
                  { "FromInputTokens": 200001, "IsMarginal": true, "Rates": { "Input": 6 } },
                  { "ServiceTier": "batch", "Factor": 0.5 }
                ]
              }
            ],
            "ExchangeRates": { "EUR": 1.087 },
            "Deployments": { "prod-chat": "gpt-4o", "prod-claude": "claude-sonnet-4-5" },
            "ResellerFallbacks": { "some-router": [ "openai", "anthropic" ], "azure": [ "anthropic" ] },
            "ProviderHosts": { "llm.internal.example": "openai" },
            "Discounts": { "openai": 0.15, "anthropic": 0.07, "mistral": 0.333333 },
            "Adjustments": [
              { "Provider": "openai", "Model": "gpt-5.1", "Factor": 0.9 },
              { "Provider": "anthropic", "ServiceTier": "batch", "Factor": 1.05 },
              { "Provider": "google", "Factor": 1.1 }
            ],
            "Rounding": { "deepseek": 4, "mistral": 6, "aws": 2, "openai": 9 },
            "ProvisionedDeployments": [
              { "Deployment": "ptu" },
              { "Deployment": "ptu-month", "MonthlyCost": 3000, "MonthlyTokens": 70000000 }
            ]
          }
        }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("llmcost-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("cases.json", "genai-prices", "genai-prices.data.json", 325)]
    [InlineData("cases.json", "litellm", "litellm.model_prices.json", 75)]
    [InlineData("gold.json", null, null, 15)]
    public async Task Case_OfEachPriceList_HasTheSameResult(string file, string? catalog, string? priceFile, int count)
    {
        var cases = CostCase.Load(file).Where(one => catalog is null || one.Catalog == catalog);
        var requests = cases.Select(one => one.ToRequest()).ToList();
        var priceFiles = priceFile is null ? "" : JsonSerializer.Serialize(Tool.CasesFile(priceFile));

        Assert.Equal(count, requests.Count);
        await AssertSameAsync(requests, """{"LlmCost":{"PriceFiles":[ PRICE_FILES ]}}""", priceFiles);
        await AssertSameAsync(requests, Configuration, priceFiles);
    }

    [Fact]
    public async Task RandomRequests_WithAllSettings_HaveTheSameResult()
    {
        var random = new RandomRequests(seed: 20261124);
        var requests = Enumerable.Range(0, RandomRequestCount).Select(_ => random.Next()).ToList();

        var answers = await AssertSameAsync(requests, Configuration, priceFiles: "");

        // The test is meaningful only if the requests cover all reasons and all sources of prices.
        var reasons = answers.CountBy(answer => answer.Reason).ToDictionary();
        Assert.True(reasons[""] > 2_000, $"only {reasons[""]} are priced");
        Assert.All(
            ["unknown_model", "unknown_tier", "missing_rate"],
            reason => Assert.True(reasons.GetValueOrDefault(reason) > 5, reason));
        Assert.Contains(answers, answer => answer.FallbackProvider is "openai");
        Assert.Contains(answers, answer => answer.Charges.Contains(Charge.UnallocatedUnit, StringComparison.Ordinal));
        Assert.True(answers.Count(answer => answer.Source is "config") > 20, "too few answers have a custom price");
    }

    private async Task<IReadOnlyList<Answer>> AssertSameAsync(List<string> requests, string configuration, string priceFiles)
    {
        var path = Path.Combine(_folder, "appsettings.json");
        await File.WriteAllTextAsync(
            path, configuration.Replace("PRICE_FILES", priceFiles, StringComparison.Ordinal),
            TestContext.Current.CancellationToken);

        var (exitCode, lines, error) = Tool.Price(requests, UserPrices.Read(new FileInfo(path), []));
        Assert.True(exitCode is ExitCode.Success or ExitCode.SomeUnpriced, $"exit code {exitCode}");
        Assert.Equal("", error);
        var fromTool = lines.Select(Answer.Of).ToList();
        var fromMeter = new List<Answer>();
        using var metered = new Metered(path);
        var reader = new PriceRequestReader(UserPrices.Read(new FileInfo(path), []));
        foreach (var request in requests)
        {
            using var json = JsonDocument.Parse(request);
            fromMeter.Add(await MeterAsync(metered, reader.Read(json.RootElement, Tool.Clock.GetUtcNow())));
        }

        var differences = requests.Zip(fromTool, fromMeter)
            .Where(one => one.Second != one.Third)
            .Select(one => $"{one.First}\n tool:  {one.Second}\n meter: {one.Third}")
            .ToList();
        Assert.True(
            fromTool.Count == requests.Count && differences.Count is 0,
            $"{differences.Count} of {requests.Count} differ; the first:\n{string.Join('\n', differences.Take(3))}");
        return fromTool;
    }

    private static async Task<Answer> MeterAsync(Metered metered, PriceRequest request)
    {
        var record = await metered.CallAsync(request);
        if (record.Anomalies is UsageAnomalies.None)
        {
            return Answer.Of(record);
        }

        // The meter treats implausibly large counts of a call as 0, but CostMeter.Estimate() prices them.
        Assert.Equal(UsageAnomalies.ImplausibleCount, record.Anomalies);
        return Answer.Of(metered.Meter.Estimate(
            request.Query.Provider!,
            request.Query.Model!,
            request.Usage.Parts[0].Usage,
            request.ServedAs,
            request.Usage.Parts[0].Quantities,
            request.Timestamp));
    }

    /// <summary>Represents the result for a request, either from the app or from <c>llmcost price</c>.</summary>
    private sealed record Answer(
        string? Cost, string? ListCost, string Reason, string Source, string Version, string? FallbackProvider, string Missing,
        string Charges)
    {
        public static Answer Of(JsonElement answer) => new(
            Text(answer, "cost_usd"),
            Text(answer, "list_cost_usd"),
            Text(answer, "reason") ?? "",
            Text(answer, "source")!,
            Text(answer, "price_list_version")!,
            Text(answer, "fallback_provider"),
            answer.TryGetProperty("missing", out var missing)
                ? string.Join(',', missing.EnumerateArray().Select(name => name.GetString()))
                : "",
            string.Join("; ", answer.GetProperty("lines").EnumerateArray().Select(line => Line(
                Text(line, "unit"),
                Text(line, "kind"),
                Text(line, "count"),
                Text(line, "rate"),
                Text(line, "per"),
                Text(line, "cost_usd"),
                Text(line, "list_cost_usd")))));

        public static Answer Of(CostRecord record) => Of(
            record.Cost,
            record.ListCost,
            record.UnpricedReason,
            record.IsProvisioned,
            record.PriceSource,
            record.PriceListName!,
            record.PriceListVersion!,
            record.FallbackProvider,
            record.UnpricedParts,
            record.Charges);

        public static Answer Of(CostEstimate estimate) => Of(
            estimate.Cost,
            estimate.ListCost,
            estimate.UnpricedReason,
            estimate.IsProvisioned,
            estimate.PriceSource,
            estimate.PriceListName,
            estimate.PriceListVersion,
            estimate.FallbackProvider,
            estimate.UnpricedParts,
            estimate.Charges);

        private static Answer Of(
            CostBreakdown? cost,
            decimal? listCost,
            UnpricedReason reason,
            bool isProvisioned,
            PriceSource source,
            string list,
            string version,
            string? fallbackProvider,
            IReadOnlyList<UnpricedPart> missing,
            IReadOnlyList<Charge> charges)
        {
            var isConfigured = source is PriceSource.Configuration or PriceSource.Amortized;
            return new Answer(
                Text(cost?.Total),
                Text(listCost),
                cost is not null ? "" : isProvisioned ? "" : reason.ToLabel(),
                isConfigured ? "config" : list,
                isConfigured ? "" : version,
                fallbackProvider,
                string.Join(',', missing.Select(part => part.Name)),
                string.Join("; ", charges.Select(charge => Line(
                    charge.Unit,
                    charge.Kind,
                    Text(charge.Quantity),
                    Text(charge.UnitPrice),
                    Text(charge.Per),
                    Text(charge.Cost),
                    Text(charge.ListCost)))));
        }

        private static string Line(
            string? unit, string? kind, string? quantity, string? unitPrice, string? per, string? cost, string? listCost) =>
            $"{unit} {kind}: {quantity} x {unitPrice} / {per} = {cost} (list {listCost})";

        private static string? Text(JsonElement element, string key) =>
            element.TryGetProperty(key, out var value) ? value.GetString() : null;

        private static string? Text(decimal? value) => PriceAnswerWriter.Text(value);
    }
}
