namespace LlmCost.AI.Tests;

public sealed class CatalogTableTests
{
    private static readonly CatalogTable s_list = new(PriceCatalog.Default);

    [Theory]
    [InlineData("openai", "gpt-4o", null, "openai", "gpt-4o")]
    [InlineData("OpenAI", " GPT-4o ", null, "openai", "gpt-4o")]
    [InlineData(null, "gpt-4o", "https://api.openai.com/v1", "openai", "gpt-4o")]
    [InlineData("openai", "gpt-4o", "https://api.anthropic.com", "openai", "gpt-4o")]
    [InlineData(null, "openai/gpt-4o", null, "openai", "gpt-4o")]
    public void Find_NameAddressOrPrefix_IdentifiesTheProvider(
        string? provider, string model, string? endpoint, string foundProvider, string foundModel)
    {
        var entry = s_list.Find(new PriceQuery(provider, model, endpoint));

        Assert.Equal((foundProvider, foundModel), (entry?.Provider, entry?.Prices.Name));
    }

    [Theory]
    [InlineData("some-gateway", "openai/gpt-4o", null)]
    [InlineData(null, "openai/gpt-4o", "https://gateway.example/v1")]
    [InlineData(null, "gpt-4o", null)]
    [InlineData(null, "nobody/gpt-4o", null)]
    [InlineData(null, null, "https://api.openai.com/v1")]
    [InlineData(null, "gpt-4o", "not an address")]
    public void Find_UnspecifiedProvider_IsUnknown(string? provider, string? model, string? endpoint) =>
        Assert.Null(s_list.Find(new PriceQuery(provider, model, endpoint)));

    [Fact]
    public void Entries_ContainEveryModelOnce_UnderItsOwnProvider()
    {
        var entries = s_list.Entries.Select(entry => (entry.Provider, entry.Prices.Name)).ToList();

        Assert.Contains(("openai", "gpt-4o"), entries);
        Assert.Equal(entries.Distinct(), entries);
        Assert.Equal(PriceCatalog.Default.Providers, entries.Select(entry => entry.Provider).Distinct());
    }
}
