using System.Text.Json;

namespace LlmCost.AI.Fuzz.Targets;

/// <summary>The JSON of a response, an event or its usage, read in every format.</summary>
/// <remarks>
/// Reading never fails. No count is negative or implausibly high. Reading the same JSON twice in one format gives the same
/// result, and the result can be priced.
/// </remarks>
internal sealed class WireJsonTarget : FuzzTarget
{
    private static readonly PriceSnapshot s_prices = new([PriceList.Catalog], PriceSettings.None);

    private static readonly WireRequest[] s_requests =
    [
        new() { Provider = "openai", Model = "gpt-5.1" },
        new() { Provider = "openrouter", Model = "anthropic/claude-sonnet-4.6" },
        new() { Provider = "x_ai", Model = "grok-4" },
        new() { Provider = "perplexity", Model = "sonar" },
        new(),
    ];

    public override string Name => "wire-json";

    public override IEnumerable<string> Seeds => Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Bodies"), "*.json");

    public override Task RunAsync(byte[] input)
    {
        JsonElement json;
        try
        {
            var reader = new Utf8JsonReader(input);
            json = JsonElement.ParseValue(ref reader);
        }
        catch (JsonException)
        {
            return Task.CompletedTask;
        }

        foreach (var format in Enum.GetValues<WireFormat>())
        {
            foreach (var request in s_requests)
            {
                var usage = Read(json, request, format);
                Assert.Equal(
                    usage.Parts.Select(part => (part.Model, part.Usage)),
                    Read(json, request, format).Parts.Select(part => (part.Model, part.Usage)));
                Price(usage, request);
            }
        }

        return Task.CompletedTask;
    }

    private static WireUsage Read(JsonElement json, WireRequest request, WireFormat format)
    {
        var reader = new WireReader(request, format is WireFormat.Unknown ? null : format);
        reader.ReadAny(json);
        reader.Read(json);
        reader.ReadUsage(json);
        return reader.Finish();
    }

    private static void Price(WireUsage usage, WireRequest request)
    {
        var tokens = default(TokenUsage);
        foreach (var part in usage.Parts)
        {
            foreach (var count in part.Usage.Counts)
            {
                Assert.InRange(count, 0, 3 * CountLimits.Max);
            }

            Assert.All(part.Quantities, quantity => Assert.True(quantity.Quantity > 0));
            tokens += part.Usage;
        }

        var amounts = default(TokenClassAmounts);
        var charges = new List<Charge>();
        var query = new UsageToPrice
        {
            Provider = request.Provider,
            RequestModel = request.Model,
            ResponseModel = usage.Model,
            Timestamp = DateTimeOffset.UnixEpoch.AddYears(56),
            ServedAs = usage.ServedAs,
            UsageSource = usage.Parts.Count > 0 ? UsageSource.Reported : UsageSource.Missing,
            Parts = usage.Parts,
            Unpriced = usage.UnpricedParts(),
        };
        var priced = s_prices.Price(in query, in tokens, ref amounts, charges);
        if (priced.HasCost)
        {
            Assert.True(priced.Total >= 0);
            Assert.Equal(priced.Total, charges.Sum(charge => charge.Cost));
        }
    }
}
