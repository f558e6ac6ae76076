using System.Text;

namespace LlmCost.AI.Tests;

public sealed class GenAIPricesReaderTests
{
    [Fact]
    public void Read_EveryRate_HasItsClass() => Assert.Equal(
        new TokenRates
        {
            Input = 1, InputCacheRead = 2, InputCacheWrite = 3, InputCacheWriteOneHour = 4, InputAudio = 5,
            InputAudioCacheRead = 6, InputImage = 7,
            InputImageCacheRead = 8, InputVideo = 9, Output = 10, OutputReasoning = 11, OutputCitation = 12, OutputAudio = 13,
            OutputImage = 14,
            OutputVideo = 15,
        },
        Price(
            """
            {"input_mtok":1,"cache_read_mtok":2,"cache_write_mtok":3,"cache_write_1h_mtok":4,"input_audio_mtok":5,
              "cache_audio_read_mtok":6,"input_image_mtok":7,
             "cache_image_read_mtok":8,"input_video_mtok":9,"output_mtok":10,"output_reasoning_mtok":11,
             "output_citation_mtok":12,"output_audio_mtok":13,
             "output_image_mtok":14,"output_video_mtok":15}
            """).Rates);

    [Theory]
    [InlineData("""{"cache_write_5m_mtok":3}""", 3)]
    [InlineData("""{"cache_write_5m_mtok":3,"cache_write_mtok":4}""", 4)]
    public void Read_CacheWrites_HaveTheDefaultLifetime(string price, int rate) =>
        Assert.Equal(rate, Price(price).Rates.InputCacheWrite);

    [Fact]
    public void Read_NullRate_IsMissing() => Assert.Null(Price("""{"input_mtok":1,"output_mtok":null}""").Rates.Output);

    [Theory]
    [InlineData("requests_kcount", BillableUnit.Request, 1_000, CostDirection.Other)]
    [InlineData("web_searches_kcount", BillableUnit.WebSearch, 1_000, CostDirection.Other)]
    [InlineData("storage_searches_kcount", BillableUnit.FileSearch, 1_000, CostDirection.Other)]
    [InlineData("searches_kcount", BillableUnit.Rerank, 1_000, CostDirection.Other)]
    [InlineData("audio_hours", BillableUnit.AudioSecond, 3_600, CostDirection.Other)]
    [InlineData("input_audio_hours", BillableUnit.InputAudioSecond, 3_600, CostDirection.Input)]
    [InlineData("output_audio_hours", BillableUnit.OutputAudioSecond, 3_600, CostDirection.Output)]
    [InlineData("input_document_kpages", BillableUnit.Page, 1_000, CostDirection.Input)]
    [InlineData("input_annotated_document_kpages", BillableUnit.AnnotatedPage, 1_000, CostDirection.Input)]
    [InlineData("input_text_messages_kcount", BillableUnit.TextMessage, 1_000, CostDirection.Input)]
    public void Read_EachFee_HasItsUnit(string key, BillableUnit unit, int per, CostDirection direction) => Assert.Equal(
        new FeeRate { Unit = unit, Amount = 2.5m, Per = per, Direction = direction },
        Assert.Single(Price($$"""{"{{key}}":2.5}""").Fees));

    [Fact]
    public void Read_Tiers_ApplyToPromptsLargerThanTheirStart()
    {
        var price = Price(
            """
            {"input_mtok":{"base":1,"tiers":[{"start":200000,"price":2},{"start":500000,"price":3}]},
              "output_mtok":{"base":10,"tiers":[{"start":200000,"price":15}]}}
            """);

        Assert.Equal((1, 10), (price.Rates.Input, price.Rates.Output));
        Assert.Equal(
            [
                new PriceVariant { FromInputTokens = 200_001, Rates = new() { Input = 2, Output = 15 } },
                new PriceVariant { FromInputTokens = 500_001, Rates = new() { Input = 3 } },
            ],
            price.Variants);
    }

    [Fact]
    public void Read_PricesWithAStartDate_ApplyFromThatDateInUtc()
    {
        var periods = Periods(
            """[{"prices":{"input_mtok":1}},{"constraint":{"start_date":"2026-03-01"},"prices":{"input_mtok":2} }]""");

        Assert.Equal(1, periods.At(new DateTimeOffset(2026, 2, 28, 23, 59, 59, TimeSpan.Zero))?.Rates.Input);
        Assert.Equal(2, periods.At(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero))?.Rates.Input);
    }

    [Theory]
    [InlineData("""{"start_time":"16:30:00Z","end_time":"00:30:00Z"}""", 17, 2)]
    [InlineData("""{"start_time":"16:30:00Z","end_time":"00:30:00Z"}""", 16, 1)]
    [InlineData("""{"start_time":"16:30:00Z","end_time":"00:30:00Z"}""", 1, 1)]
    [InlineData("""{"start_time":"09:00:00+08:00","end_time":"10:00:00+08:00"}""", 1, 2)]
    [InlineData("""{"start_time":"09:00:00","end_time":"10:00:00"}""", 9, 2)]
    public void Read_PricesOfATimeOfDay_ApplyInUtc(string constraint, int hour, int rate) => Assert.Equal(
        rate,
        Periods($$"""[{"prices":{"input_mtok":1} },{"constraint":{{constraint}},"prices":{"input_mtok":2} }]""")
            .At(new DateTimeOffset(2026, 3, 1, hour, 0, 0, TimeSpan.Zero))?.Rates.Input);

    [Theory]
    [InlineData(
        """[{"id":"p","models":[{"id":"m","match":{"like":"m"},"prices":{}}]}]""",
        "list: provider 'p': model 'm': 'like' is not a match operator")]
    [InlineData("""[{"id":"p","models":[{"id":"m","match":{"equals":"m"}}]}]""", "list: provider 'p': model 'm': ")]
    [InlineData(
        """[{"id":"p","models":[{"id":"m","match":{"equals":"m"},"prices":{"input_mtok":-1}}]}]""",
        "list: provider 'p': model 'm': Input is -1")]
    [InlineData(
        """[{"id":"p","models":[{"id":"m","match":{"equals":"m"},"prices":{"input_mtok":"1"}}]}]""",
        "list: provider 'p': model 'm': ")]
    [InlineData("""[{"id":"p","models":[{"id":"m","match":{"regex":"("},"prices":{}}]}]""", "list: provider 'p': model 'm': ")]
    [InlineData("""[{"id":"p","models":[],"api_pattern":"("}]""", "list: provider 'p': ")]
    [InlineData("""[{"id":"p","models":[],"model_match":{}}]""", "list: provider 'p': a match clause is empty")]
    [InlineData("""[{"id":"p","models":{}}]""", "list: provider 'p': ")]
    [InlineData("""[{"id":"p","models":[]},{"id":"q"}]""", "list: provider 'q': ")]
    [InlineData(
        """[{"id":"p","models":[{"id":"m","match":{"equals":"m"},"prices":[{"constraint":{"start_date":"soon"}"""
            + ""","prices":{}}]}]}]""",
        "list: provider 'p': model 'm': ")]
    public void Read_InvalidList_ReportsProviderAndModel(string list, string message) =>
        Assert.StartsWith(message, Assert.Throws<FormatException>(() => Read(list)).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_TooManySlowPatterns_ReportsTheirNumber()
    {
        Assert.NotNull(Read(WithSlowPatterns(20)));
        Assert.Equal(
            "list has 21 patterns with lookarounds or backreferences, which can be slow; the maximum is 20.",
            Assert.Throws<FormatException>(() => Read(WithSlowPatterns(21))).Message);

        // A pattern can match a provider, the models of a provider, or a single model.
        static string WithSlowPatterns(int count) =>
            """[{"id":"p","provider_match":{"regex":"(?=p)"},"model_match":{"regex":"(?=m)"},"models":["""
            + string.Join(
                ',',
                Enumerable.Range(0, count - 2)
                    .Select(i => $$"""{"id":"m{{i}}","match":{"regex":"(?=m{{i}})"},"prices":{"input_mtok":1} }"""))
            + "]}]";
    }

    [Fact]
    public void Read_SlowPatternsOfSeveralProviders_AreCountedTogether()
    {
        var providers = Enumerable.Range(0, 21)
            .Select(i => $$"""{"id":"p{{i}}","provider_match":{"regex":"(?=p)"},"models":[]}""");

        Assert.StartsWith(
            "list has 21 patterns ", Assert.Throws<FormatException>(() => Read($"[{string.Join(',', providers)}]")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MaximumNumberOfPricesOfAModel_IsAccepted() => Assert.Equal(
        100, Periods("[" + string.Join(',', Enumerable.Repeat("""{"prices":{"input_mtok":1}}""", 100)) + "]").Periods.Count);

    [Theory]
    [InlineData("""{"start_date":1}""", "start_date")]
    [InlineData("""{"start_time":1}""", "start_time")]
    [InlineData("""{"end_time":1}""", "end_time")]
    public void Read_ConstraintThatIsNotAString_IsReported(string constraint, string key) => Assert.Equal(
        $"list: provider 'p': model 'm': {key} is of kind Number; it must be a string",
        Assert.Throws<FormatException>(
            () => Periods($$"""[{"constraint":{{constraint}},"prices":{"input_mtok":1} }]""")).Message);

    [Theory]
    [InlineData("""[{"id":"p","models":[]}]""")]
    [InlineData("""{"providers":[{"id":"p","models":[]}]}""")]
    public void Read_BothVersions_AreRecognized(string list) => Assert.IsType<GenAIPricesList>(Read(list).Prices);

    [Theory]
    [InlineData("[]")]
    [InlineData("[1]")]
    [InlineData("""[{"id":"p"}]""")]
    [InlineData("""[{"models":[]}]""")]
    [InlineData("""{"providers":{}}""")]
    [InlineData("""{"providers":[]}""")]
    [InlineData("1")]
    public void Read_OtherContent_IsNotAPriceList(string list) => Assert.Equal(
        "list is not a price list in a known format; use the native format, or that of genai-prices or LiteLLM.",
        Assert.Throws<FormatException>(() => Read(list)).Message);

    private static PriceList Read(string list) => PriceListReader.Read("list", Encoding.UTF8.GetBytes(list));

    private static PriceHistory Periods(string prices) =>
        Assert.Single(
            Read($$"""[{"id":"p","models":[{"id":"m","match":{"equals":"m"},"prices":{{prices}} }]}]""").Prices.Entries).Prices;

    private static ModelPrice Price(string prices) => Periods(prices).At(DateTimeOffset.UnixEpoch)!;
}
