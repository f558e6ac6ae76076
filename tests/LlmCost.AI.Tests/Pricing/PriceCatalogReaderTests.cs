using System.Text;

namespace LlmCost.AI.Tests;

public sealed class PriceCatalogReaderTests
{
    [Fact]
    public void Read_Decimals_AreExact()
    {
        Assert.True(Read("""{"m":{"prices":[{"price":{"input":0.0028,"output":1e-7}}]}}""")
            .TryGetPrice("p", "m", DateTimeOffset.UtcNow, out var price));

        Assert.Equal((0.0028m, 0.0000001m), (price.Input, price.Output));
    }

    [Theory]
    [InlineData("""{"serviceTier":"free","factor":0}""", 0)]
    [InlineData("""{"serviceTier":"free","factor":0.5}""", 5)]
    [InlineData("""{"serviceTier":"free"}""", 10)]
    public void Read_Factor_ZeroIsFreeAndLeftOutIsOne(string variant, int cost)
    {
        Assert.True(Read($$"""{"m":{"prices":[{"price":{"input":10,"variants":[{{variant}}] } }] } }""")
            .TryGetPrice("p", "m", DateTimeOffset.UtcNow, out var price));

        Assert.Equal(cost, price.Calculate(new TokenUsage { Input = 1_000_000 }, new PricingContext { ServiceTier = "free" }).Total);
    }

    public static TheoryData<string, string> Faults => new()
    {
        { """{"m":{"prices":[{"price":{"input":1,"outptu":2}}]}}""", "list.json(1): 'outptu' is not a key of price lists." },
        { """{"m":{"prices":[{"price":{"input":-1}}]}}""", "models.m.prices[0].price: Input is -1; it must be between 0 and 1000000" },
        { """{"m":{"prices":[{"price":{"input":"1"}}]}}""", "list.json(1): models.m.prices[0].price.input can't be read" },
        { """{"m":{"prices":[]}}""", "models.m.prices is empty; a model has at least one price." },
        { """{"m":{}}""", "prices" },
        { """{"m":{"prices":[{}]}}""", "price" },
        {
            """{"m":{"prices":[{"from":"2026-02-01T00:00:00Z","price":{"input":1}},{"from":"2026-01-01T00:00:00Z","price":{"input":1}}]}}""",
            "models.m.prices[1].from is earlier than that of the price before."
        },
        { """{"m":{"prices":[{"start":"01:00","price":{"input":1}}]}}""", "models.m.prices[0] has a start or an end; it must have both or none." },
        { """{"m":{"prices":[{"days":["Moonday"],"price":{"input":1}}]}}""", "days" },
        { """{"m":{"aliases":["n"],"prices":[{"price":{"input":1}}]},"N":{"prices":[{"price":{"input":1}}]}}""", "'N' is empty or already another model's" },
        { """{"m":{"prices":[{"price":{"input":1,"variants":[{"factor":1000}]}}]}}""", "Variants[0].Factor is 1000; it must be between 0 and 100." },
        { """{"m":{"prices":[{"price":{"variants":[{"fromInputTokens":0}]}}]}}""", "Variants[0].FromInputTokens is 0; it must be 1 token or more." },
        { """{"m":{"prices":[{"price":{"fees":[{"unit":"image","amount":-1}]}}]}}""", "Fees[0].Amount is -1; it must be between 0 and 1000000 USD." },
        { """{"m":null}""", "models.m is null or has a null in a list." },
        { """{"m":{"prices":[null]}}""", "models.m is null or has a null in a list." },
        { """{"m":{"prices":null}}""", "prices" },
        { """{"m":{"prices":[{"price":{"input":1,"variants":[null]}}]}}""", "Variants[0] is null; it must be a variant." },
        { """{"m":{"prices":[{"price":{"input":1,"fees":[null]}}]}}""", "Fees[0] is null; it must be a fee." },
        { """{"m":{"prices":[{"price":{"input":1,"input":2}}]}}""", "input" },
        { """{"m":{"prices":[{"price":{"input":1}}]},"m":{"prices":[{"price":{"input":2}}]}}""", "m" },
        { """{"m":{"prices":[{"from":"2026-01-01T00:00:00","price":{"input":1}}]}}""", "has no offset; an instant ends in one, such as Z." },
        { "not json", "list.json" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Read_Fault_NamesFileModelAndKey(string models, string message)
    {
        var fault = Assert.Throws<FormatException>(() => Read(models));

        Assert.StartsWith("list.json", fault.Message, StringComparison.Ordinal);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ProviderListedTwice_IsAFault()
    {
        var fault = Assert.Throws<FormatException>(() => Read("{}", head: "\"aliases\":[\"p\"],"));

        Assert.Equal("list.json: provider 'p' is empty or listed twice.", fault.Message);
    }

    [Fact]
    public void Read_OtherCurrency_IsExactlyItsWorthInUsd()
    {
        var catalog = Read(
            """{"m":{"prices":[{"price":{"input":0.5,"variants":[{"serviceTier":"flex","rates":{"input":0.25} }],"fees":[{"unit":"image","amount":3}]} }]} }""",
            head: "\"currency\":\"CNY\",",
            new ExchangeRates([KeyValuePair.Create("cny", 0.14m)]));

        Assert.True(catalog.TryGetPrice("p", "m", DateTimeOffset.UtcNow, out var price));
        Assert.Equal((0.07m, 0.035m, 0.42m), (price.Input, price.Variants[0].Rates.Input, price.Fees[0].Amount));
    }

    [Fact]
    public void Read_CurrencyWithoutARate_IsAFault()
    {
        var fault = Assert.Throws<FormatException>(() => Read("{}", head: "\"currency\":\"CNY\","));

        Assert.Equal("list.json(1): currency is 'CNY'; LlmCost:ExchangeRates must have its rate.", fault.Message);
    }

    private static PriceCatalog Read(string models, string head = "", ExchangeRates? toUsd = null) => PriceCatalogReader.Read(
        "list.json",
        Encoding.UTF8.GetBytes($$"""{"provider":"p",{{head}}"source":"https://example.com","checked":"2026-01-01","models":{{models}}}"""),
        toUsd ?? ExchangeRates.None);
}
