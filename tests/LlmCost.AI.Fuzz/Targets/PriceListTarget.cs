namespace LlmCost.AI.Fuzz.Targets;

/// <summary>A price list from a file or the network, in any of the three formats.</summary>
/// <remarks>
/// Either the list is rejected with a message that names it, or every price in it can price any call. The list is also compared
/// with a previous list, as in a review.
/// </remarks>
internal sealed class PriceListTarget(string name) : FuzzTarget
{
    private const string File = "some/list.json";
    private const int MaxEntries = 50;

    private static readonly ExchangeRates s_rates = new([KeyValuePair.Create("EUR", 1_000_000m)]);

    /// <summary>The previous list. It has some of the corpus's model names, but different prices.</summary>
    private static readonly PriceList s_inForce = PriceListReader.Read(
        File,
        """
        { "provider": "own", "source": "x", "checked": "2026-09-23", "models": {
          "m-1": { "prices": [{ "price": { "input": 100, "output": 0 } }] },
          "gpt-5.6": { "prices": [{ "price": { "input": 100, "output": 0 } }] } } }
        """u8.ToArray());

    private static readonly DateTimeOffset s_now = new(2026, 11, 24, 23, 30, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset[] s_times =
        [s_now, DateTimeOffset.MinValue, DateTimeOffset.MaxValue, new(2026, 2, 1, 3, 0, 0, TimeSpan.FromHours(9))];
    private static readonly BillableQuantity[] s_quantities =
    [
        .. Enum.GetValues<BillableUnit>().Select(unit => new BillableQuantity { Unit = unit, Quantity = CountLimits.Max }),
        new() { Unit = BillableUnit.Image, Quantity = 1, Kind = "1024x1024" },
        new() { Unit = BillableUnit.WebSearch, Quantity = 0.1m, Kind = "medium" },
    ];

    public override string Name => name;

    public override Task RunAsync(byte[] input)
    {
        PriceList list;
        try
        {
            list = PriceListReader.Read(File, input, s_rates, s_now, followsFallbacks: true);
        }
        catch (FormatException e)
        {
            Assert.StartsWith(File, e.Message, StringComparison.Ordinal);
            return Task.CompletedTask;
        }

        var prices = new PriceSnapshot([list], PriceSettings.None);
        foreach (var entry in list.Prices.Entries.Take(MaxEntries))
        {
            Price(entry, prices);
        }

        foreach (var query
            in (PriceQuery[])
            [
                new(null, "m-1"), new("openai", "gpt-4o\ud800"), new("openai", new string('a', 5_000)),
                new("https://x", new string('a', 30)), new(null, new string('a', 5_000), new string('a', 5_000)),
                new("openai", ""), new(null, "x", "https://api.openai.com/v1"),
            ])
        {
            _ = list.Prices.Find(in query);
        }

        var reviewed = PriceListReview.Review(list, s_inForce, below: s_inForce.Prices, PriceChangeLimits.Default, s_now);
        Assert.NotNull(reviewed.InForce);
        _ = PriceListReview.Review(s_inForce, list, below: null, PriceChangeLimits.Default, s_now);
        return Task.CompletedTask;
    }

    private static void Price(PriceEntry entry, PriceSnapshot prices)
    {
        foreach (var time in s_times)
        {
            foreach (var usage in (TokenUsage[])[default, new() { Input = 1, Output = 1 }, Largest])
            {
                var call = new PendingRecord
                {
                    OperationName = "chat",
                    ProviderName = KnownProviders.Canonical(entry.Provider),
                    ResponseModel = entry.Prices.Name,
                    Timestamp = time,
                    Usage = usage,
                    UsageSource = UsageSource.Reported,
                    ServedAs = new ServedAs { ServiceTier = "batch", Region = "us", Speed = "fast" },
                    Quantities = s_quantities,
                    Charges = [],
                };
                CallPricer.Price(ref call, reportedCost: null, inferred: null, endpoint: null, prices);
                var record = call.ToRecord();
                Invariants.Hold(record);
                if (entry.Prices.At(time) is { } price)
                {
                    Assert.True(price.Calculate(usage, new ServedAs { Region = "us", Speed = "fast" }, s_quantities).Total >= 0);
                }
            }
        }
    }

    private static TokenUsage Largest => new()
    {
        Input = CountLimits.Max,
        InputCacheRead = CountLimits.Max,
        InputCacheWrite = CountLimits.Max,
        InputCacheWriteOneHour = CountLimits.Max,
        InputAudio = CountLimits.Max,
        InputAudioCacheRead = CountLimits.Max,
        InputImage = CountLimits.Max,
        InputImageCacheRead = CountLimits.Max,
        InputVideo = CountLimits.Max,
        Output = CountLimits.Max,
        OutputReasoning = CountLimits.Max,
        OutputAudio = CountLimits.Max,
        OutputImage = CountLimits.Max,
        OutputVideo = CountLimits.Max,
        OutputCitation = CountLimits.Max,
    };
}
