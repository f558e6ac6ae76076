namespace LlmCost.AI.Tests;

/// <summary>Creates valid random prices that use every feature of a price.</summary>
internal sealed class RandomPrices(int seed)
{
    private readonly Random _random = new(seed);

    public PriceFile File() => new()
    {
        Provider = "a provider \"ü\\/…:@",
        Aliases = List(2, i => $"alias-{i}"),
        Source = "https://example.com",
        Checked = new DateOnly(2026, 1, 1).AddDays(_random.Next(1_000)),
        Currency = Maybe("CNY"),
        Models = Enumerable.Range(0, _random.Next(1, 4)).ToDictionary(i => $"model-{i} \"ü\\/…:@", i => new PriceFileModel
        {
            Aliases = List(2, j => $"model-{i}-alias-{j}"),
            Source = Maybe("https://example.com/model"),
            Checked = _random.Next(2) is 0 ? null : new DateOnly(2026, 2, 1),
            Prices = [.. Enumerable.Range(0, _random.Next(1, 4)).Select(Period).Select(PriceFilePeriod.Create)],
        }),
    };

    private PricePeriod Period(int number)
    {
        var isTimed = _random.Next(3) is 0;
        return new PricePeriod
        {
            From = number is 0
                ? default
                : new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds((number * 40_000_000L) + _random.Next(1_000)),
            Days = List(3, i => (DayOfWeek)(2 * i)),
            Start = isTimed ? Time() : null,
            End = isTimed ? Time() : null,
            Price = Price(),
        };
    }

    /// <summary>Returns a price of a model.</summary>
    public ModelPrice Price() => new()
    {
        Rates = Rates(),
        IsRouting = _random.Next(10) is 0,
        Variants = List(3, _ => Variant()),
        Fees = List(3, _ => Fee()),
    };

    private PriceVariant Variant() => new()
    {
        FromInputTokens = _random.Next(2) is 0 ? null : _random.NextInt64(1, 2_000_000),
        SizeBasis = Any<PromptSizeBasis>(),
        IsMarginal = _random.Next(2) is 0,
        ServiceTier = Maybe("flex"),
        Region = Maybe("eu"),
        Speed = Maybe("fast"),
        CacheMode = Maybe("explicit"),
        IsThinking = _random.Next(4) is 0,
        Factor = _random.Next(2) is 0 ? null : Amount() % 100,
        Rates = Rates(),
    };

    private FeeRate Fee() => new()
    {
        Unit = Any<BillableUnit>(),
        Amount = Amount(),
        Per = _random.Next(2) is 0 ? 1 : Amount() + 1,
        Kind = Maybe("high/1024x1024"),
        Direction = Any<CostDirection>(),
    };

    private TokenRates Rates() => new()
    {
        Input = Rate(),
        InputCacheRead = Rate(),
        InputCacheWrite = Rate(),
        InputCacheWriteOneHour = Rate(),
        InputAudio = Rate(),
        InputAudioCacheRead = Rate(),
        InputImage = Rate(),
        InputImageCacheRead = Rate(),
        InputVideo = Rate(),
        Output = Rate(),
        OutputReasoning = Rate(),
        OutputCitation = Rate(),
        OutputAudio = Rate(),
        OutputImage = Rate(),
        OutputVideo = Rate(),
    };

    private decimal? Rate() => _random.Next(3) is 0 ? null : Amount();

    /// <summary>Returns an amount from zero to a million, with up to 22 decimal places.</summary>
    private decimal Amount() =>
        _random.Next(5) is 0 ? 0 : new decimal(_random.Next(), _random.Next(), 0, false, (byte)_random.Next(13, 23)) % 1_000_000;

    private TimeOnly Time() => new(_random.Next(24), _random.Next(60), _random.Next(2) * _random.Next(60));

    private string? Maybe(string text) => _random.Next(2) is 0 ? null : text;

    private T Any<T>()
        where T : struct, Enum => _random.GetItems(Enum.GetValues<T>(), 1)[0];

    private IReadOnlyList<T> List<T>(int max, Func<int, T> make) => [.. Enumerable.Range(0, _random.Next(max + 1)).Select(make)];
}
