using System.Text;

namespace LlmCost.AI.Tests;

/// <summary>Lists that are not as they should be, and what is said of them.</summary>
public sealed class PriceListReaderTests
{
    [Theory]
    [InlineData("""[{"id":null,"models":[]}]""", "list: provider 'number 1': id is null; it must be a text")]
    [InlineData("""[{"id":"p","models":[{"id":"m","match":{"equals":null},"prices":{}}]}]""", "list: provider 'p': model 'm': equals is null; it must be a text")]
    [InlineData("""[{"id":"p","provider_match":{"or":[{"regex":null}]},"models":[]}]""", "list: provider 'p': regex is null; it must be a text")]
    [InlineData("""[{"id":"p","fallback_model_providers":[null],"models":[]}]""", "list: provider 'p': fallback_model_providers is null; it must be a text")]
    [InlineData("""{"m":{"litellm_provider":"p","tiered_pricing":[{"range":[]}]}}""", "list: model 'm': tiered_pricing.range is []; it must be a list of two numbers")]
    [InlineData("""{"m":{"litellm_provider":"p","tiered_pricing":[0]}}""", "list: model 'm': The requested operation requires an element of type 'Object'")]
    [InlineData("""{"m":{"litellm_provider":"p","input_cost_per_token":1e28}}""", "list: model 'm': Value was either too large or too small for a Decimal.")]
    public void Read_WrongKindOfValue_IsRefusedWithItsPlace(string list, string message)
    {
        var fault = Assert.Throws<FormatException>(() => PriceListReader.Read("list", Encoding.UTF8.GetBytes(list)));

        Assert.StartsWith(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_PricesWithoutEnd_IsRefused()
    {
        var genAI = """[{"id":"p","models":[{"id":"m","match":{"equals":"m"},"prices":[""" + Repeat("""{"prices":{"input_mtok":1}}""") + "]}]}]";
        var ours = """{"provider":"p","source":"s","checked":"2026-11-24","models":{"m":{"prices":[""" + Repeat("""{"price":{"input":1}}""") + "]}}}";

        Assert.Equal(
            ["list: provider 'p': model 'm': prices has 101 entries; a model has at most 100 prices", "list(1): models.m.prices has 101 entries; a model has at most 100 prices."],
            ((string[])[genAI, ours]).Select(list => Assert.Throws<FormatException>(() => PriceListReader.Read("list", Encoding.UTF8.GetBytes(list))).Message));
    }

    private static string Repeat(string period) => string.Join(',', Enumerable.Repeat(period, 101));
}
