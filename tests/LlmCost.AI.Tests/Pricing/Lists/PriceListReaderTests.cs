using System.Text;

namespace LlmCost.AI.Tests;

public sealed class PriceListReaderTests
{
    private static readonly DateTimeOffset s_fetched = new(2026, 11, 2, 3, 4, 5, TimeSpan.Zero);

    private const string Ours = """{"provider":"p","source":"https://example.com","checked":"2026-11-01","models":{"m":{"prices":[{"price":{"input":1}}]}}}""";
    private const string GenAIPrices = """[{"id":"p","models":[{"id":"m","match":{"equals":"m"},"prices":{"input_mtok":1}}]}]""";
    private const string LiteLlm = """{"m":{"litellm_provider":"p","input_cost_per_token":1e-6}}""";

    [Theory]
    [InlineData(Ours)]
    [InlineData(GenAIPrices)]
    [InlineData(LiteLlm)]
    public void Read_EachFormat_IsRecognisedByItsContent(string list)
    {
        var read = Read(list);

        Assert.Equal("list", read.Name);
        Assert.Equal(1, read.Prices.Find(new PriceQuery("p", "m"))?.Prices.At(s_fetched)?.Input);
        Assert.Matches("^[0-9a-f]{12}$", read.Version);
    }

    [Fact]
    public void Read_ListThatChanges_HasAnotherVersion() => Assert.NotEqual(Read(LiteLlm).Version, Read(LiteLlm + " ").Version);

    [Theory]
    [InlineData(GenAIPrices)]
    [InlineData(LiteLlm)]
    public void Read_ListWithoutADate_IsAsOldAsItsFetching(string list) => Assert.Equal(s_fetched, Read(list).AsOf);

    [Fact]
    public void Read_ListInOurOwnFormat_SaysItsDateItself() => Assert.Equal(new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero), Read(Ours).AsOf);

    [Theory]
    [InlineData("""{"provider":"p"}""")]
    [InlineData("""{"models":{}}""")]
    [InlineData("""{"m":{"input_cost_per_token":1}}""")]
    [InlineData("""{"m":1}""")]
    [InlineData("\"text\"")]
    public void Read_AnythingElse_SaysWhatIsKnown(string list) => Assert.Equal(
        "list is no price list of a known format; it must be one of ours, of genai-prices or of LiteLLM.",
        Assert.Throws<FormatException>(() => Read(list)).Message);

    [Fact]
    public void Read_NoJson_SaysSo() =>
        Assert.StartsWith("list is not JSON: ", Assert.Throws<FormatException>(() => Read("<html>")).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_NestedWithoutEnd_IsNoJson() =>
        Assert.StartsWith("list is not JSON: ", Assert.Throws<FormatException>(() => Read(new string('[', 33))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("""[{"id":1,"models":[]}]""")]
    [InlineData("""{"m":{"litellm_provider":1}}""")]
    [InlineData("""{"m":{"litellm_provider":"p","input_cost_per_token":1e25}}""")]
    public void Read_ValueOfAnotherKindThanItsKeyPromises_NamesTheList(string list) =>
        Assert.StartsWith("list: ", Assert.Throws<FormatException>(() => Read(list)).Message, StringComparison.Ordinal);

    private static NamedPriceList Read(string list) => PriceListReader.Read("list", Encoding.UTF8.GetBytes(list), asOf: s_fetched);
}
