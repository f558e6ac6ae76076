using System.Text;

namespace LlmCost.AI.Tests;

public sealed class PriceListReviewTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly PriceChangeLimits s_limits = new() { MaxFactor = 10, MaxRemovedModelShare = 0.1m };

    [Theory]
    [InlineData("""{"input":2,"output":8}""", """{"input":20,"output":0.8}""")]
    [InlineData("""{"input":2}""", """{"input":2,"output":0}""")]
    [InlineData("""{"input":2,"inputCacheRead":0.2}""", """{"input":2}""")]
    [InlineData("""{"input":2}""", """{"input":2,"variants":[{"serviceTier":"priority","factor":2}]}""")]
    [InlineData("""{"input":0}""", """{"input":0}""")]
    [InlineData("""{"input":0.0000000000000000000000000001}""", """{"input":0.0000000000000000000000000002}""")]
    public void Change_WithinTheFactor_TakesEffect(string before, string after)
    {
        var reviewed = Review(before, after);

        Assert.Empty(reviewed.Held);
        Assert.Equal(Read(after).Rates.Input, PriceOf(reviewed).Rates.Input);
    }

    [Theory]
    [InlineData("""{"input":2}""", """{"input":20.1}""", "input goes from 2 to 20.1 USD per million tokens")]
    [InlineData("""{"input":2}""", """{"input":0.19}""", "input goes from 2 to 0.19 USD")]
    [InlineData("""{"input":2}""", """{"input":0}""", "input goes from 2 to 0 USD")]
    [InlineData(
        """{"input":0.0000000000000000000000000001}""",
        """{"input":2}""",
        "input goes from 0.0000000000000000000000000001 to 2 USD")]
    [InlineData(
        """{"input":1000000}""",
        """{"input":0.0000000000000000000000000001}""",
        "input goes from 1000000 to 0.0000000000000000000000000001 USD")]
    [InlineData("""{"input":0}""", """{"input":0.01}""", "input goes from 0 to 0.01 USD")]
    [InlineData("""{"input":2,"output":8}""", """{"input":2}""", "output goes from 8 to 0 USD")]
    [InlineData("""{"input":2,"inputCacheRead":0.1}""", """{"input":2}""", "input cache read goes from 0.1 to 2 USD")]
    [InlineData(
        """{"input":2}""",
        """{"input":2,"variants":[{"serviceTier":"priority","rates":{"input":200}}]}""",
        "input (tier priority) goes from 2 to 200 USD")]
    [InlineData(
        """{"input":2}""",
        """{"input":2,"variants":[{"fromInputTokens":200001,"factor":50}]}""",
        "input (prompts of 200001 tokens or more) goes from 2 to 100 USD")]
    [InlineData(
        """{"input":2,"fees":[{"unit":"webSearch","amount":10,"per":1000}]}""",
        """{"input":2,"fees":[{"unit":"webSearch","amount":10}]}""",
        "the fee per web search goes from 0.01 to 10 USD")]
    public void Change_BeyondTheFactorOrToOrFromZero_IsHeld_AndTheOldPriceStays(string before, string after, string reason)
    {
        var reviewed = Review(before, after);

        var held = Assert.Single(reviewed.Held);
        Assert.StartsWith(reason, held.Reason, StringComparison.Ordinal);
        Assert.Equal(("list", "p", "m"), (held.Source, held.Provider, held.Model));
        Assert.Equal(Read(before).Rates.Input, PriceOf(reviewed).Rates.Input);
    }

    [Theory]
    [InlineData("input", "input")]
    [InlineData("inputCacheRead", "input cache read")]
    [InlineData("inputCacheWrite", "input cache write")]
    [InlineData("inputCacheWriteOneHour", "input cache write one hour")]
    [InlineData("inputAudio", "input audio")]
    [InlineData("inputAudioCacheRead", "input audio cache read")]
    [InlineData("inputImage", "input image")]
    [InlineData("inputImageCacheRead", "input image cache read")]
    [InlineData("inputVideo", "input video")]
    [InlineData("output", "output")]
    [InlineData("outputReasoning", "output reasoning")]
    [InlineData("outputCitation", "output citation")]
    [InlineData("outputAudio", "output audio")]
    [InlineData("outputImage", "output image")]
    [InlineData("outputVideo", "output video")]
    public void Change_OfAnyRate_IsHeldAndReported(string key, string words)
    {
        var (before, after) = ($$"""{"{{key}}":2}""", $$"""{"{{key}}":200}""");
        var reason = $"{words} goes from 2 to 200 USD per million tokens";

        Assert.Equal(reason, Assert.Single(Review(before, after).Held).Reason);
        Assert.Equal(reason, Assert.Single(ReviewAgainstTheListBelow(before, after).Held).Reason);
        Assert.Equal(
            $"{words} (region us) goes from 2 to 22 USD per million tokens",
            Assert.Single(Review(Times(1), Times(11)).Held).Reason);

        string Times(int factor) => $$"""{"{{key}}":2,"variants":[{"region":"us","factor":{{factor}} }]}""";
    }

    [Fact]
    public void Change_OfTheStandardAndOfAVariant_ReportsTheStandard() => Assert.Equal(
        "input goes from 2 to 200 USD per million tokens",
        Assert.Single(Review(
            """{"input":2,"variants":[{"region":"us","rates":{"input":3}}]}""",
            """{"input":200,"variants":[{"region":"us","rates":{"input":300}}]}""").Held)
            .Reason);

    [Fact]
    public void Change_WrittenWithMoreDecimals_IsReportedWithoutThem() =>
        Assert.Equal(
            "input goes from 2 to 0.05 USD per million tokens",
            Assert.Single(Review("""{"input":2.00}""", """{"input":0.050}""").Held).Reason);

    [Fact]
    public void Change_SeveralInTheFuture_ReportsTheFirst()
    {
        var reviewed = PriceListReview.Review(
            List(
                """{"m":{"prices":[{"price":{"input":2}},{"from":"2027-01-01T00:00:00Z","price":{"input":200}},"""
                    + """{"from":"2028-01-01T00:00:00Z","price":{"input":300}}]}}"""),
            List("""{"m":{"prices":[{"price":{"input":2}}]}}"""),
            below: null,
            s_limits,
            s_now);

        Assert.Equal("input goes from 2 to 200 USD per million tokens", Assert.Single(reviewed.Held).Reason);
    }

    [Fact]
    public void Change_OfExpiredHours_IsIgnored()
    {
        var reviewed = PriceListReview.Review(
            List(
                """{"m":{"prices":[{"price":{"input":2}},{"start":"09:00:00","end":"10:00:00","price":{"input":200}},"""
                    + """{"from":"2026-01-01T00:00:00Z","price":{"input":2}}]}}"""),
            List("""{"m":{"prices":[{"price":{"input":2}}]}}"""),
            below: null,
            s_limits,
            s_now);

        Assert.Empty(reviewed.Held);
    }

    [Fact]
    public void Change_UnderSeveralConditions_ReportsAllConditions() => Assert.Equal(
        "input (tier flex, region eu, speed fast, prompts of 1000 tokens or more) goes from 2 to 200 USD per million tokens",
        Assert.Single(Review(
            """{"input":2}""",
            """{"input":2,"variants":[{"serviceTier":"flex","region":"eu","speed":"fast","fromInputTokens":1000"""
                + ""","rates":{"input":200}}]}""").Held).Reason);

    [Fact]
    public void Change_OfLongPrompts_IsReportedForLongPromptsOnly() => Assert.Equal(
        "input (prompts of 1000 tokens or more) goes from 100 to 1 USD per million tokens",
        Assert.Single(Review(
            """{"input":2,"variants":[{"fromInputTokens":1000,"rates":{"input":100}}]}""",
            """{"input":2,"variants":[{"fromInputTokens":1000,"rates":{"input":1}}]}""").Held).Reason);

    [Theory]
    [InlineData(100, 1)]
    [InlineData(1, 100)]
    public void Change_OfOneKindOfAFee_IsHeld(int any, int high)
    {
        var reviewed = Review(Fees(1, 1), Fees(any, high));

        Assert.Equal("the fee per image goes from 1 to 100 USD", Assert.Single(reviewed.Held).Reason);

        static string Fees(int any, int high) =>
            $$"""{"fees":[{"unit":"image","amount":{{any}}},{"unit":"image","kind":"high","amount":{{high}} }]}""";
    }

    [Theory]
    [InlineData(
        """{"input":2,"fees":[{"unit":"image","amount":1}]}""", """{"input":2}""", "the fee per image goes from 1 to 0 USD")]
    [InlineData(
        """{"input":2}""", """{"input":2,"fees":[{"unit":"image","amount":1}]}""", "the fee per image goes from 0 to 1 USD")]
    public void Change_AddedOrRemovedFee_IsHeld(string before, string after, string reason) =>
        Assert.Equal(reason, Assert.Single(Review(before, after).Held).Reason);

    [Theory]
    [InlineData("""{"input":2,"inputCacheRead":0.01,"fees":[{"unit":"image","amount":1}]}""", """{"input":3,"output":9}""")]
    [InlineData(
        """{"input":2}""", """{"input":3,"inputCacheRead":0.01,"variants":[{"serviceTier":"flex","rates":{"input":200}}]}""")]
    public void Difference_FromTheNextList_IsReportedOnlyForRatesOfBoth(string below, string list) =>
        Assert.Empty(ReviewAgainstTheListBelow(below, list).Held);

    [Theory]
    [InlineData("""{"start":"16:30:00","end":"00:30:00","price":{"input":200}}""")]
    [InlineData("""{"days":["saturday"],"start":"09:00:00","end":"10:00:00","price":{"input":200}}""")]
    [InlineData("""{"days":["tuesday"],"start":"11:00:00","end":"11:30:00","price":{"input":200}}""")]
    [InlineData("""{"from":"2027-01-01T00:00:00Z","start":"09:00:00","end":"10:00:00","price":{"input":200}}""")]
    public void Change_OfSomeHours_IsHeld(string period)
    {
        var reviewed = PriceListReview.Review(
            List($$"""{"m":{"prices":[{"price":{"input":2} },{{period}}] } }"""),
            List("""{"m":{"prices":[{"price":{"input":2}}]}}"""),
            below: null,
            s_limits,
            s_now);

        Assert.Equal("input goes from 2 to 200 USD per million tokens", Assert.Single(reviewed.Held).Reason);
    }

    [Theory]
    [InlineData("2027-01-01T00:00:00Z", true)]
    [InlineData("2026-11-24T12:00:01Z", true)]
    [InlineData("2026-11-24T12:00:00Z", false)]
    [InlineData("2026-01-01T00:00:00Z", false)]
    public void Change_OfAnExpiredPrice_IsIgnored(string end, bool isHeld)
    {
        var reviewed = PriceListReview.Review(
            List($$"""{"m":{"prices":[{"price":{"input":200} },{"from":"{{end}}","price":{"input":2} }] } }"""),
            List("""{"m":{"prices":[{"price":{"input":2}}]}}"""),
            below: null,
            s_limits,
            s_now);

        Assert.Equal(isHeld, reviewed.Held.Count > 0);
    }

    [Fact]
    public void Change_WithdrawnAnnouncedPrice_IsHeld()
    {
        var reviewed = PriceListReview.Review(
            List("""{"m":{"prices":[{"price":{"input":2}}]}}"""),
            List("""{"m":{"prices":[{"price":{"input":2}},{"from":"2027-01-01T00:00:00Z","price":{"input":200}}]}}"""),
            below: null,
            s_limits,
            s_now);

        Assert.Equal("input goes from 200 to 2 USD per million tokens", Assert.Single(reviewed.Held).Reason);
    }

    [Fact]
    public void Change_ThatTakesEffectLater_IsHeld()
    {
        var reviewed = PriceListReview.Review(
            List("""{"m":{"prices":[{"price":{"input":2}},{"from":"2027-01-01T00:00:00Z","price":{"input":200}}]}}"""),
            List("""{"m":{"prices":[{"price":{"input":2}}]}}"""),
            below: null,
            s_limits,
            s_now);

        Assert.Single(reviewed.Held);
        Assert.Equal(2, PriceOf(reviewed, s_now.AddYears(1)).Rates.Input);
    }

    [Fact]
    public void Change_OfOneModel_DoesNotHoldTheOthers()
    {
        var reviewed = PriceListReview.Review(
            List(
                """{"m":{"prices":[{"price":{"input":200}}]},"n":{"prices":[{"price":{"input":3}}]}"""
                    + ""","new":{"prices":[{"price":{"input":5}}]}}"""),
            List("""{"m":{"prices":[{"price":{"input":2}}]},"n":{"prices":[{"price":{"input":2}}]}}"""),
            below: null,
            s_limits,
            s_now);

        Assert.Equal(
            (2, 3, 5),
            (
                PriceOf(reviewed).Rates.Input,
                PriceOf(reviewed, model: "n").Rates.Input,
                PriceOf(reviewed, model: "new").Rates.Input));
    }

    [Fact]
    public void AcceptedChange_TakesEffect_AndTheNextChangeIsHeldAgain()
    {
        var first = Review("""{"input":2}""", """{"input":200}""");
        var accepting = s_limits with { Accepted = [first.Held[0].Id] };

        var accepted = PriceListReview.Review(
            List("""{"input":200}""", wrap: true), first.InForce, below: null, accepting, s_now);
        var next = PriceListReview.Review(
            List("""{"input":20000}""", wrap: true), accepted.InForce, below: null, accepting, s_now);

        Assert.Empty(accepted.Held);
        Assert.Equal(200, PriceOf(accepted).Rates.Input);
        Assert.Single(next.Held);
        Assert.Equal(200, PriceOf(next).Rates.Input);
    }

    [Fact]
    public void HeldChange_OfferedAgainWithOtherChanges_IsStillComparedWithTheOldPrice()
    {
        var first = Review("""{"input":2}""", """{"input":200}""");

        var second = PriceListReview.Review(List("""{"input":210}""", wrap: true), first.InForce, below: null, s_limits, s_now);

        Assert.Single(second.Held);
        Assert.NotEqual(first.Held[0].Id, second.Held[0].Id);
        Assert.Equal(2, PriceOf(second).Rates.Input);
    }

    [Fact]
    public void HeldChange_IsIdentifiedByModelAndNewPrice()
    {
        var reviewed = Review("""{"input":2}""", """{"input":200}""");

        Assert.Matches("^p/m@[0-9a-f]{8}$", Assert.Single(reviewed.Held).Id);
        Assert.Equal(2, reviewed.Kept[("p", "m")]?.At(s_now)?.Rates.Input);
        Assert.Equal(2, Assert.Single(reviewed.InForce!.Prices.Entries).Prices.At(s_now)?.Rates.Input);
        Assert.False(reviewed.IsHeldWhole);
    }

    // Users add the id of an accepted change to their configuration, so it must not depend on the version of the library.
    [Fact]
    public void HeldChange_SamePriceInEveryVersion_HasTheSameId()
    {
        var reviewed = PriceListReview.Review(
            List("""
                {"m":{"prices":[
                    {"price":{"input":1}},
                    {"from":"2026-02-01T00:00:00Z","days":["monday"],"start":"01:00","end":"02:00","price":{
                        "input":200,"inputCacheRead":20,"inputCacheWrite":30,"inputCacheWriteOneHour":40,"inputAudio":50,
                        "inputAudioCacheRead":60,"inputImage":70,"inputImageCacheRead":80,"inputVideo":90,"output":100,
                        "outputReasoning":110,"outputCitation":120,"outputAudio":130,"outputImage":140,"outputVideo":150,
                        "variants":[{"fromInputTokens":1000,"sizeBasis":"uncachedInput","isMarginal":true,"serviceTier":"flex",
                            "region":"eu","speed":"fast","factor":2,"rates":{"input":1,"output":2}},{"factor":3}],
                        "fees":[{"unit":"image","amount":1},{"unit":"webSearch","amount":10,"per":1000,"kind":"high",
                            "direction":"output"}]}}]}}
                """),
            List("""{"m":{"prices":[{"price":{"input":1}}]}}"""),
            below: null,
            s_limits,
            s_now);

        Assert.Equal("p/m@3d706373", Assert.Single(reviewed.Held).Id);
    }

    [Fact]
    public void ListWithoutHeldChanges_TakesEffectUnchanged()
    {
        var list = List("""{"input":3}""", wrap: true);

        Assert.Same(
            list, PriceListReview.Review(list, List("""{"input":2}""", wrap: true), below: null, s_limits, s_now).InForce);
    }

    [Fact]
    public void FirstList_IsComparedWithTheNextList_WhosePriceAppliesToHeldChanges()
    {
        var below = List("""{"input":2}""", wrap: true);

        var reviewed = PriceListReview.Review(
            List("""{"input":200}""", wrap: true), current: null, below.Prices, s_limits, s_now);

        Assert.Single(reviewed.Held);
        Assert.Null(reviewed.InForce!.Prices.Find(new PriceQuery("p", "m")));
        Assert.Empty(reviewed.InForce.Prices.Entries);
    }

    [Theory]
    [InlineData(9, false)]
    [InlineData(8, true)]
    public void RemovalOfModels_BeyondTheShare_HoldsTheWholeList(int left, bool isHeld)
    {
        var reviewed = PriceListReview.Review(Models(left), Models(10), below: null, s_limits, s_now);

        Assert.Equal(isHeld, reviewed.IsHeldWhole);
        Assert.Equal(isHeld ? 10 : left, reviewed.InForce!.Prices.Entries.Count());
        Assert.Equal(isHeld ? "2 of 10 models are no longer in the list" : null, reviewed.Held.SingleOrDefault()?.Reason);
    }

    [Fact]
    public void AcceptedRemovalOfModels_TakesEffect()
    {
        var held = PriceListReview.Review(Models(1), Models(10), below: null, s_limits, s_now).Held[0];

        var accepted = PriceListReview.Review(Models(1), Models(10), below: null, s_limits with { Accepted = [held.Id] }, s_now);

        Assert.Single(accepted.InForce!.Prices.Entries);
    }

    [Fact]
    public void RemovalOfModels_IsIdentifiedByListAndModels()
    {
        var (eight, seven) = (Lost(8), Lost(7));

        // Users add the id of an accepted removal to their configuration, so it must not depend on the version of the library.
        Assert.Equal("list@7291bdee", eight.Id);
        Assert.Equal(("list", null, null), (eight.Source, eight.Provider, eight.Model));
        Assert.NotEqual(eight.Id, seven.Id);

        static HeldPriceChange Lost(int left) =>
            PriceListReview.Review(Models(left), Models(10), below: null, s_limits, s_now).Held[0];
    }

    private static PriceList Models(int count) =>
        List($"{{{string.Join(',', Enumerable.Range(0, count).Select(i => $$"""
            "m{{i}}":{"prices":[{"price":{"input":1} }] }
            """))}}}");

    private static ReviewedPriceList ReviewAgainstTheListBelow(string below, string list) =>
        PriceListReview.Review(List(list, wrap: true), current: null, List(below, wrap: true).Prices, s_limits, s_now);

    private static ReviewedPriceList Review(string before, string after) =>
        PriceListReview.Review(List(after, wrap: true), List(before, wrap: true), below: null, s_limits, s_now);

    private static PriceList List(string models, bool wrap = false)
    {
        models = wrap ? $$"""{"m":{"prices":[{"price":{{models}} }] } }""" : models;
        return PriceListReader.Read(
            "list",
            Encoding.UTF8.GetBytes(
                $$"""{"provider":"p","source":"https://example.com","checked":"2026-01-01","models":{{models}} }"""));
    }

    private static ModelPrice Read(string price) =>
        List(price, wrap: true).Prices.Find(new PriceQuery("p", "m"))!.Prices.At(s_now)!;

    private static ModelPrice PriceOf(ReviewedPriceList reviewed, DateTimeOffset? at = null, string model = "m") =>
        reviewed.InForce!.Prices.Find(new PriceQuery("p", model))!.Prices.At(at ?? s_now)!;
}
