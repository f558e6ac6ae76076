using System.Text;

namespace LlmCost.AI.Tests;

public sealed class PriceListReviewTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly PriceChangeLimits s_limits = new(MaxFactor: 10, MaxDroppedShare: 0.1m, Accepted: []);

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
        Assert.Equal(Read(after).Input, PriceOf(reviewed).Input);
    }

    [Theory]
    [InlineData("""{"input":2}""", """{"input":20.1}""", "input goes from 2 to 20.1 USD per million tokens")]
    [InlineData("""{"input":2}""", """{"input":0.19}""", "input goes from 2 to 0.19 USD")]
    [InlineData("""{"input":2}""", """{"input":0}""", "input goes from 2 to 0 USD")]
    [InlineData("""{"input":0.0000000000000000000000000001}""", """{"input":2}""", "input goes from 0.0000000000000000000000000001 to 2 USD")]
    [InlineData("""{"input":1000000}""", """{"input":0.0000000000000000000000000001}""", "input goes from 1000000 to 0.0000000000000000000000000001 USD")]
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
        "input (prompts from 200001 tokens on) goes from 2 to 100 USD")]
    [InlineData("""{"input":2,"fees":[{"unit":"webSearch","amount":10,"per":1000}]}""", """{"input":2,"fees":[{"unit":"webSearch","amount":10}]}""", "the fee per web search goes from 0.01 to 10 USD")]
    public void Change_BeyondTheFactorOrAcrossZero_IsHeldAndTheOldPriceStays(string before, string after, string reason)
    {
        var reviewed = Review(before, after);

        var held = Assert.Single(reviewed.Held);
        Assert.StartsWith(reason, held.Reason, StringComparison.Ordinal);
        Assert.Equal(("list", "p", "m"), (held.Source, held.Provider, held.Model));
        Assert.Equal(Read(before).Input, PriceOf(reviewed).Input);
    }

    [Fact]
    public void Change_ThatBeginsLater_IsHeldToo()
    {
        var reviewed = PriceListReview.Review(
            List("""{"m":{"prices":[{"price":{"input":2}},{"from":"2027-01-01T00:00:00Z","price":{"input":200}}]}}"""),
            List("""{"m":{"prices":[{"price":{"input":2}}]}}"""),
            below: null,
            s_limits,
            s_now);

        Assert.Single(reviewed.Held);
        Assert.Equal(2, PriceOf(reviewed, s_now.AddYears(1)).Input);
    }

    [Fact]
    public void Change_OfOneModel_DoesNotHoldTheOthers()
    {
        var reviewed = PriceListReview.Review(
            List("""{"m":{"prices":[{"price":{"input":200}}]},"n":{"prices":[{"price":{"input":3}}]},"new":{"prices":[{"price":{"input":5}}]}}"""),
            List("""{"m":{"prices":[{"price":{"input":2}}]},"n":{"prices":[{"price":{"input":2}}]}}"""),
            below: null,
            s_limits,
            s_now);

        Assert.Equal((2, 3, 5), (PriceOf(reviewed).Input, PriceOf(reviewed, model: "n").Input, PriceOf(reviewed, model: "new").Input));
    }

    [Fact]
    public void HeldChange_OnceAccepted_TakesEffect_AndTheNextOneIsHeldAgain()
    {
        var first = Review("""{"input":2}""", """{"input":200}""");
        var accepting = s_limits with { Accepted = [first.Held[0].Id] };

        var accepted = PriceListReview.Review(List("""{"input":200}""", wrap: true), first.InForce, below: null, accepting, s_now);
        var next = PriceListReview.Review(List("""{"input":20000}""", wrap: true), accepted.InForce, below: null, accepting, s_now);

        Assert.Empty(accepted.Held);
        Assert.Equal(200, PriceOf(accepted).Input);
        Assert.Single(next.Held);
        Assert.Equal(200, PriceOf(next).Input);
    }

    [Fact]
    public void HeldChange_OfferedAgainWithOtherNews_IsStillComparedWithTheOldPrice()
    {
        var first = Review("""{"input":2}""", """{"input":200}""");

        var second = PriceListReview.Review(List("""{"input":210}""", wrap: true), first.InForce, below: null, s_limits, s_now);

        Assert.Single(second.Held);
        Assert.Equal(2, PriceOf(second).Input);
    }

    [Fact]
    public void FirstList_IsComparedWithTheListBelow_WhichKeepsThePriceOfWhatIsHeld()
    {
        var below = List("""{"input":2}""", wrap: true);

        var reviewed = PriceListReview.Review(List("""{"input":200}""", wrap: true), inForce: null, below.Prices, s_limits, s_now);

        Assert.Single(reviewed.Held);
        Assert.Null(reviewed.InForce!.Prices.Find(new PriceQuery("p", "m")));
    }

    [Theory]
    [InlineData(9, false)]
    [InlineData(8, true)]
    public void LossOfModels_BeyondTheShare_HoldsTheWholeList(int left, bool isHeld)
    {
        var reviewed = PriceListReview.Review(Models(left), Models(10), below: null, s_limits, s_now);

        Assert.Equal(isHeld, reviewed.IsHeldWhole);
        Assert.Equal(isHeld ? 10 : left, reviewed.InForce!.Prices.Entries.Count());
        Assert.Equal(isHeld ? "2 of 10 models are no longer in the list" : null, reviewed.Held.SingleOrDefault()?.Reason);
    }

    [Fact]
    public void LossOfModels_OnceAccepted_TakesEffect()
    {
        var held = PriceListReview.Review(Models(1), Models(10), below: null, s_limits, s_now).Held[0];

        var accepted = PriceListReview.Review(Models(1), Models(10), below: null, s_limits with { Accepted = [held.Id] }, s_now);

        Assert.Single(accepted.InForce!.Prices.Entries);
    }

    private static NamedPriceList Models(int count) =>
        List($"{{{string.Join(',', Enumerable.Range(0, count).Select(i => $$"""
            "m{{i}}":{"prices":[{"price":{"input":1} }] }
            """))}}}");

    private static ReviewedPriceList Review(string before, string after) =>
        PriceListReview.Review(List(after, wrap: true), List(before, wrap: true), below: null, s_limits, s_now);

    private static NamedPriceList List(string models, bool wrap = false)
    {
        models = wrap ? $$"""{"m":{"prices":[{"price":{{models}} }] } }""" : models;
        return PriceListReader.Read(
            "list", Encoding.UTF8.GetBytes($$"""{"provider":"p","source":"https://example.com","checked":"2026-01-01","models":{{models}} }"""));
    }

    private static ModelPrice Read(string price) => List(price, wrap: true).Prices.Find(new PriceQuery("p", "m"))!.Prices.At(s_now)!;

    private static ModelPrice PriceOf(ReviewedPriceList reviewed, DateTimeOffset? at = null, string model = "m") =>
        reviewed.InForce!.Prices.Find(new PriceQuery("p", model))!.Prices.At(at ?? s_now)!;
}
