using System.Text;

namespace LlmCost.AI.Tests;

public sealed class NativePriceFileReaderTests
{
    [Fact]
    public void Read_Decimals_AreExact()
    {
        Assert.True(Read("""{"m":{"prices":[{"price":{"input":0.0028,"output":1e-7}}]}}""")
            .TryGetPrice("p", "m", DateTimeOffset.UtcNow, out var price));

        Assert.Equal((0.0028m, 0.0000001m), (price.Rates.Input, price.Rates.Output));
    }

    [Theory]
    [InlineData("""{"serviceTier":"free","factor":0}""", 0)]
    [InlineData("""{"serviceTier":"free","factor":0.5}""", 5)]
    [InlineData("""{"serviceTier":"free"}""", 10)]
    public void Read_Factor_ZeroIsFree_AndTheDefaultIsOne(string variant, int cost)
    {
        Assert.True(Read($$"""{"m":{"prices":[{"price":{"input":10,"variants":[{{variant}}] } }] } }""")
            .TryGetPrice("p", "m", DateTimeOffset.UtcNow, out var price));

        Assert.Equal(
            cost, price.Calculate(new TokenUsage { Input = 1_000_000 }, new ServedAs { ServiceTier = "free" }, []).Total);
    }

    [Fact]
    public void Read_FeeWithoutPer_IsForOneUnit()
    {
        Assert.True(Read("""{"m":{"prices":[{"price":{"fees":[{"unit":"image","amount":3}]}}]}}""")
            .TryGetPrice("p", "m", DateTimeOffset.UtcNow, out var price));

        Assert.Equal([new FeeRate { Unit = BillableUnit.Image, Amount = 3, Per = 1 }], price.Fees);
    }

    public static TheoryData<string, string> Faults => new()
    {
        { """{"m":{"prices":[{"price":{"input":1,"outptu":2}}]}}""", "list.json(1): 'outptu' is not a key of price lists." },
        {
            """{"m":{"prices":[{"price":{"input":-1}}]}}""",
            "models.m.prices[0].price: Input is -1; it must be between 0 and 1000000"
        },
        {
            """{"m":{"prices":[{"price":{"input":"1"}}]}}""",
            "list.json(1): models.m.prices[0].price.input can't be read: The value has the wrong type."
        },
        {
            """{"m":{"prices":[{"days":[1],"price":{}}]}}""",
            "list.json(1): models.m.prices[0].days[0] can't be read: The value is not one of Sunday, Monday, "
        },
        {
            """{"m":{"prices":[{"days":["2"],"price":{}}]}}""",
            "models.m.prices[0].days[0] can't be read: '2' is not one of Sunday, Monday, "
        },
        {
            """{"m":{"prices":[{"days":["Someday"],"price":{}}]}}""",
            "models.m.prices[0].days[0] can't be read: 'Someday' is not one of Sunday, "
        },
        {
            """{"m":{"prices":[{"price":{"fees":[{"unit":5,"amount":1}]}}]}}""",
            "models.m.prices[0].price.fees[0].unit can't be read: The value is not one of Request, "
        },
        {
            """{"m":{"prices":[{"price":{"fees":[{"unit":"image","amount":1,"direction":"sideways"}]}}]}}""",
            ".fees[0].direction can't be read: 'sideways' is not one of "
        },
        {
            """{"m":{"prices":[{"price":{"variants":[{"sizeBasis":0}]}}]}}""",
            ".variants[0].sizeBasis can't be read: The value is not one of "
        },
        { """{"m":{"prices":[5]}}""", "models.m.prices[0] can't be read: The value has the wrong type." },
        { """7""", "models can't be read: The value has the wrong type." },
        { """{"m":{"prices":[]}}""", "models.m.prices is empty; it must have at least one price." },
        { """{"m":{}}""", "list.json(1): models.m can't be read: Required keys are missing: 'prices'." },
        { """{"m":{"prices":[{}]}}""", "models.m.prices[0] can't be read: Required keys are missing: 'price'." },
        {
            """{"m":{"prices":[{"from":"2026-02-01T00:00:00Z","price":{"input":1}},"""
                + """{"from":"2026-01-01T00:00:00Z","price":{"input":1}}]}}""",
            "models.m.prices[1].from is earlier than from of the previous price."
        },
        {
            """{"m":{"prices":[{"start":"01:00","price":{"input":1}}]}}""",
            "models.m.prices[0] has only one of start and end; it must have both or neither."
        },
        {
            """{"m":{"prices":[{"end":"01:00","price":{"input":1}}]}}""",
            "models.m.prices[0] has only one of start and end; it must have both or neither."
        },
        { """{"m":{"prices":[{"days":["Moonday"],"price":{"input":1}}]}}""", "days" },
        {
            """{"m":{"aliases":["n"],"prices":[{"price":{"input":1}}]},"N":{"prices":[{"price":{"input":1}}]}}""",
            "'N' is empty or already another model's"
        },
        {
            """{"m":{"prices":[{"price":{"input":1,"variants":[{"factor":1000}]}}]}}""",
            "Variants[0].Factor is 1000; it must be between 0 and 100."
        },
        {
            """{"m":{"prices":[{"price":{"variants":[{"fromInputTokens":0}]}}]}}""",
            "Variants[0].FromInputTokens is 0; it must be 1 token or more."
        },
        {
            """{"m":{"prices":[{"price":{"fees":[{"unit":"image","amount":-1}]}}]}}""",
            "Fees[0].Amount is -1; it must be between 0 and 1000000 USD."
        },
        {
            """{"m":{"prices":[{"price":{"fees":[{"unit":"image","amount":1,"per":0}]}}]}}""",
            "Fees[0].Per is 0; it must be greater than 0."
        },
        { """{"m":null}""", "models.m is null, or one of its lists contains null." },
        { """{"m":{"prices":[null]}}""", "models.m is null, or one of its lists contains null." },
        {
            """{"m":{"aliases":[null],"prices":[{"price":{"input":1}}]}}""",
            "models.m is null, or one of its lists contains null."
        },
        { """{" ":{"prices":[{"price":{"input":1}}]}}""", "' ' is empty or already another model's name or alias." },
        { """{"m":{"prices":null}}""", "list.json(1): models.m.prices can't be read: The value is null." },
        { """{"m":{"prices":[{"price":{"input":1,"variants":[null]}}]}}""", "Variants[0] is null; it must be a variant." },
        { """{"m":{"prices":[{"price":{"input":1,"fees":[null]}}]}}""", "Fees[0] is null; it must be a fee." },
        {
            """{"m":{"prices":[{"price":{"input":1,"input":2}}]}}""",
            "models.m.prices[0].price.input can't be read: The key appears twice."
        },
        {
            """{"m":{"prices":[{"price":{"input":1}}]},"m":{"prices":[{"price":{"input":2}}]}}""",
            "models.m can't be read: The key appears twice."
        },
        {
            """{"m":{"prices":[{"from":"2026-01-01T00:00:00","price":{"input":1}}]}}""",
            "has no UTC offset; append one, such as Z."
        },
        { "not json", "list.json" },
    };

    [Theory]
    [InlineData("not json", "list.json(1): the document can't be read: ")]
    [InlineData("7", "list.json(1): the document can't be read: The value has the wrong type.")]
    [InlineData("{}", "list.json(1): the document can't be read: Required keys are missing: 'provider'")]
    public void ReadFile_OtherContent_IsReportedWithTheDocument(string content, string message)
    {
        var fault = Assert.Throws<FormatException>(
            () => NativePriceFileReader.ReadFile("list.json", System.Text.Encoding.UTF8.GetBytes(content)));

        Assert.StartsWith(message, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void Read_Fault_IsReportedWithFileModelAndKey(string models, string message)
    {
        var fault = Assert.Throws<FormatException>(() => Read(models));

        Assert.StartsWith("list.json", fault.Message, StringComparison.Ordinal);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("LlmCost.AI.", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"prices":[]}""", "models.n.prices is empty; it must have at least one price.")]
    [InlineData("null", "models.n is null, or one of its lists contains null.")]
    [InlineData("""{"prices":[{"price":{"outptu":2}}]}""", "'outptu' is not a key of price lists.")]
    [InlineData(
        """{"aliases":["M"],"prices":[{"price":{"input":1}}]}""",
        "models.n: 'M' is empty or already another model's name or alias.")]
    [InlineData(
        """{"prices":[{"price":{"input":-1}}]}""",
        "models.n.prices[0].price: Input is -1; it must be between 0 and 1000000 USD per million tokens.")]
    public void Read_FaultInALaterLine_IsReportedWithTheLine(string model, string message)
    {
        var fault = Assert.Throws<FormatException>(() => Read($$"""
            {
              "m": {"prices": [{"price": {"input": 1} }]},
              "n": {{model}}
            }
            """));

        Assert.Equal($"list.json(3): {message}", fault.Message);
    }

    [Fact]
    public void Read_ValueOfAnotherType_IsReportedWithLineAndPathOnce()
    {
        var fault = Assert.Throws<FormatException>(() => Read("""
            {
              "m": {"prices": [{"price": {"input": "a lot"}}]}
            }
            """));

        Assert.StartsWith(
            "list.json(2): models.m.prices[0].price.input can't be read: ", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Path:", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FaultOfAnEscapedName_IsReportedWithTheFirstLine()
    {
        var fault = Assert.Throws<FormatException>(() => Read("""
            {
              "\u006d": {"prices": []}
            }
            """));

        Assert.Equal("list.json(1): models.m.prices is empty; it must have at least one price.", fault.Message);
    }

    [Fact]
    public void Read_NameAndAliasThatAreBothTaken_TheNameIsReported()
    {
        var fault = Assert.Throws<FormatException>(() => Read(
            """{"m":{"prices":[{"price":{"input":1}}]},"M":{"aliases":["m"],"prices":[{"price":{"input":2}}]}}"""));

        Assert.Equal("list.json(1): models.M: 'M' is empty or already another model's name or alias.", fault.Message);
    }

    [Fact]
    public void ReadFile_Null_IsAFault()
    {
        var fault = Assert.Throws<FormatException>(() => NativePriceFileReader.ReadFile("list.json", "null"u8));

        Assert.Equal("list.json: the document is null; a price list is an object.", fault.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"provider":null}""")]
    [InlineData("""{"provider":"p","provider":"q"}""")]
    [InlineData("""{"provider":"p","checked":"yesterday"}""")]
    public void ReadFile_InvalidPriceList_IsReportedWithTheLine(string content)
    {
        var fault = Assert.Throws<FormatException>(
            () => NativePriceFileReader.ReadFile("list.json", Encoding.UTF8.GetBytes(content)));

        Assert.StartsWith("list.json(1): ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MaximumNumberOfPrices_ReadsAll()
    {
        Assert.True(Read(ModelWithPrices(100)).TryGetPrice(
            "p", "m", new DateTimeOffset(2001, 1, 1, 0, 0, 0, TimeSpan.Zero), out var first));
        Assert.True(Read(ModelWithPrices(100)).TryGetPrice("p", "m", DateTimeOffset.MaxValue, out var last));

        Assert.Equal((1, 100), (first.Rates.Input, last.Rates.Input));
    }

    [Fact]
    public void Read_TooManyPricesOfAModel_IsAFault()
    {
        var fault = Assert.Throws<FormatException>(() => Read(ModelWithPrices(101)));

        Assert.Equal("list.json(1): models.m.prices has 101 entries; it must have at most 100.", fault.Message);
    }

    [Fact]
    public void Read_TwoPricesWithTheSameStart_TheLaterInTheFileApplies()
    {
        Assert.True(Read(
                """{"m":{"prices":[{"from":"2026-01-01T00:00:00Z","price":{"input":1}},"""
                    + """{"from":"2026-01-01T00:00:00Z","price":{"input":2}}]}}""")
            .TryGetPrice("p", "m", new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), out var price));

        Assert.Equal(2, price.Rates.Input);
    }

    [Fact]
    public void Read_AliasOfTheProvider_HasTheSamePrices_ButIsNotItsName()
    {
        var catalog = Read("""{"m":{"prices":[{"price":{"input":1}}]}}""", head: "\"aliases\":[\"q\"],");

        Assert.Equal(["p"], catalog.Providers);
        Assert.True(catalog.HasProvider("q"));
        Assert.Same(catalog.Find("p", "m"), catalog.Find("q", "m"));
    }

    [Fact]
    public void Read_DateOfTheFacts_IsTheVersion() => Assert.Equal("2026-01-01", Read("{}").Version);

    [Fact]
    public void Read_BlankAliasOfTheProvider_IsAFault()
    {
        var fault = Assert.Throws<FormatException>(() => Read("{}", head: "\"aliases\":[\" \"],"));

        Assert.Equal("list.json: provider ' ' is empty or listed twice.", fault.Message);
    }

    [Fact]
    public void Read_ProviderListedTwice_IsAFault()
    {
        var fault = Assert.Throws<FormatException>(() => Read("{}", head: "\"aliases\":[\"p\"],"));

        Assert.Equal("list.json: provider 'p' is empty or listed twice.", fault.Message);
    }

    [Fact]
    public void Read_OtherCurrency_IsConvertedExactlyToUsd()
    {
        var catalog = Read(
            """{"m":{"prices":[{"price":{"input":0.5,"variants":[{"serviceTier":"flex","rates":{"input":0.25} }]"""
                + ""","fees":[{"unit":"image","amount":3}]} }]} }""",
            head: "\"currency\":\"CNY\",",
            new ExchangeRates([KeyValuePair.Create("cny", 0.14m)]));

        Assert.True(catalog.TryGetPrice("p", "m", DateTimeOffset.UtcNow, out var price));
        Assert.Equal((0.07m, 0.035m, 0.42m), (price.Rates.Input, price.Variants[0].Rates.Input, price.Fees[0].Amount));
    }

    [Fact]
    public void Read_CurrencyWithoutARate_IsAFault()
    {
        var fault = Assert.Throws<FormatException>(() => Read("{}", head: "\"currency\":\"CNY\","));

        Assert.Equal("list.json(1): currency is 'CNY'; LlmCost:ExchangeRates must contain its rate.", fault.Message);
    }

    [Fact]
    public void Read_CurrencyWithoutARateInALaterLine_IsReportedWithTheLine()
    {
        var fault = Assert.Throws<FormatException>(() => Read("{}", head: "\n\"currency\":\"CNY\","));

        Assert.Equal("list.json(2): currency is 'CNY'; LlmCost:ExchangeRates must contain its rate.", fault.Message);
    }

    [Fact]
    public void Read_OtherCurrency_AppliesToEveryPrice_AndKeepsItsPeriod()
    {
        var catalog = Read(
            """{"m":{"prices":[{"price":{"input":10}},{"from":"2026-02-01T00:00:00Z","price":{"input":20}}]}}""",
            head: "\"currency\":\"CNY\",",
            new ExchangeRates([KeyValuePair.Create("CNY", 0.1m)]));
        var change = new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero);

        Assert.True(catalog.TryGetPrice("p", "m", change.AddTicks(-1), out var before));
        Assert.True(catalog.TryGetPrice("p", "m", change, out var after));
        Assert.Equal((1, 2), (before.Rates.Input, after.Rates.Input));
    }

    /// <summary>Returns a model whose price is 1 in 2001, 2 in 2002, and so on.</summary>
    private static string ModelWithPrices(int count)
    {
        var prices = Enumerable.Range(1, count)
            .Select(year => $$"""{"from":"{{2000 + year}}-01-01T00:00:00Z","price":{"input":{{year}} } }""");
        return $$"""{"m":{"prices":[{{string.Join(',', prices)}}]} }""";
    }

    private static PriceCatalog Read(string models, string head = "", ExchangeRates? toUsd = null) => NativePriceFileReader.Read(
        "list.json",
        Encoding.UTF8.GetBytes(
            $$"""{"provider":"p",{{head}}"source":"https://example.com","checked":"2026-01-01","models":{{models}}}"""),
        toUsd ?? ExchangeRates.None);
}
