using System.Text;

namespace LlmCost.AI.Tests;

public sealed class PriceListReaderTests
{
    private static readonly DateTimeOffset s_fetched = new(2026, 11, 2, 3, 4, 5, TimeSpan.Zero);

    private const string Ours =
        """{"provider":"p","source":"https://example.com","checked":"2026-11-01","models":{"m":{"prices":[{"price":{"input":"""
            + """1}}]}}}""";
    private const string GenAIPrices = """[{"id":"p","models":[{"id":"m","match":{"equals":"m"},"prices":{"input_mtok":1}}]}]""";
    private const string LiteLlm = """{"m":{"litellm_provider":"p","input_cost_per_token":1e-6}}""";

    [Theory]
    [InlineData(Ours)]
    [InlineData(GenAIPrices)]
    [InlineData(LiteLlm)]
    public void Read_EachFormat_IsRecognizedByItsContent(string list)
    {
        var read = Read(list);

        Assert.Equal("list", read.Name);
        Assert.Equal(1, read.Prices.Find(new PriceQuery("p", "m"))?.Prices.At(s_fetched)?.Rates.Input);
        Assert.Matches("^[0-9a-f]{12}$", read.Version);
    }

    [Fact]
    public void Read_ChangedList_HasAnotherVersion() => Assert.NotEqual(Read(LiteLlm).Version, Read(LiteLlm + " ").Version);

    [Theory]
    [InlineData(GenAIPrices)]
    [InlineData(LiteLlm)]
    public void Read_ListWithoutADate_HasTheDateOfItsDownload(string list) => Assert.Equal(s_fetched, Read(list).AsOf);

    [Fact]
    public void Read_ListInTheNativeFormat_ContainsItsDate() =>
        Assert.Equal(new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero), Read(Ours).AsOf);

    [Fact]
    public void Read_ListInAnotherCurrency_IsConvertedToUsd()
    {
        var list = Ours.Replace("\"source\"", "\"currency\":\"EUR\",\"source\"", StringComparison.Ordinal);

        var read = PriceListReader.Read(
            "list", Encoding.UTF8.GetBytes(list), new ExchangeRates([KeyValuePair.Create("EUR", 1.16m)]));

        Assert.Equal(1.16m, read.Prices.Find(new PriceQuery("p", "m"))?.Prices.At(s_fetched)?.Rates.Input);
    }

    [Theory]
    [InlineData("""{"provider":"p"}""")]
    [InlineData("""{"models":{}}""")]
    [InlineData("""{"m":{"input_cost_per_token":1}}""")]
    [InlineData("""{"m":1}""")]
    [InlineData("\"text\"")]
    public void Read_OtherContent_FailsWithTheKnownFormats(string list) => Assert.Equal(
        "list is not a price list in a known format; use the native format, or that of genai-prices or LiteLLM.",
        Assert.Throws<FormatException>(() => Read(list)).Message);

    [Fact]
    public void Read_InvalidJson_IsReported() =>
        Assert.StartsWith(
            "list is not JSON: ", Assert.Throws<FormatException>(() => Read("<html>")).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_EndlessNesting_IsInvalidJson() =>
        Assert.StartsWith(
            "list is not JSON: ",
            Assert.Throws<FormatException>(() => Read(new string('[', 33))).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("""[{"id":1,"models":[]}]""")]
    [InlineData("""{"m":{"litellm_provider":1}}""")]
    [InlineData("""{"m":{"litellm_provider":"p","input_cost_per_token":1e25}}""")]
    public void Read_ValueOfAnUnexpectedType_IsReportedWithTheList(string list) =>
        Assert.StartsWith("list: ", Assert.Throws<FormatException>(() => Read(list)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("""[{"id":null,"models":[]}]""", "list: provider 'number 1': id is null; it must be a string")]
    [InlineData(
        """[{"id":"p","models":[{"id":"m","match":{"equals":null},"prices":{}}]}]""",
        "list: provider 'p': model 'm': equals is null; it must be a string")]
    [InlineData(
        """[{"id":"p","provider_match":{"or":[{"regex":null}]},"models":[]}]""",
        "list: provider 'p': regex is null; it must be a string")]
    [InlineData(
        """[{"id":"p","api_pattern":5,"models":[]}]""", "list: provider 'p': api_pattern is of kind Number; it must be a string")]
    [InlineData(
        """[{"id":"p","models":[{"id":5,"match":{"equals":"m"},"prices":{}}]}]""",
        "list: provider 'p': id is of kind Number; it must be a string")]
    [InlineData(
        """[{"id":"p","fallback_model_providers":[null],"models":[]}]""",
        "list: provider 'p': fallback_model_providers is null; it must be a string")]
    [InlineData(
        """{"m":{"litellm_provider":"p","tiered_pricing":[{"range":[]}]}}""",
        "list: model 'm': tiered_pricing.range is []; it must be a list of two numbers")]
    [InlineData(
        """{"m":{"litellm_provider":"p","tiered_pricing":[0]}}""",
        "list: model 'm': The requested operation requires an element of type 'Object'")]
    [InlineData(
        """{"m":{"litellm_provider":"p","input_cost_per_token":1e28}}""",
        "list: model 'm': Value was either too large or too small for a Decimal.")]
    public void Read_ValueOfAWrongType_IsReportedWithItsPosition(string list, string message)
    {
        var fault = Assert.Throws<FormatException>(() => PriceListReader.Read("list", Encoding.UTF8.GetBytes(list)));

        Assert.StartsWith(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TooManyPrices_IsRejected()
    {
        var genAI = """[{"id":"p","models":[{"id":"m","match":{"equals":"m"},"prices":["""
            + Repeat("""{"prices":{"input_mtok":1}}""")
            + "]}]}]";
        var ours = """{"provider":"p","source":"s","checked":"2026-11-24","models":{"m":{"prices":["""
            + Repeat("""{"price":{"input":1}}""")
            + "]}}}";

        Assert.Equal(
            [
                "list: provider 'p': model 'm': prices has 101 entries; it must have at most 100",
                "list(1): models.m.prices has 101 entries; it must have at most 100.",
            ],
            ((string[])[genAI, ours]).Select(
                list =>
                    Assert.Throws<FormatException>(() => PriceListReader.Read("list", Encoding.UTF8.GetBytes(list))).Message));
    }

    private static string Repeat(string period) => string.Join(',', Enumerable.Repeat(period, 101));

    private static PriceList Read(string list) => PriceListReader.Read("list", Encoding.UTF8.GetBytes(list), asOf: s_fetched);
}
