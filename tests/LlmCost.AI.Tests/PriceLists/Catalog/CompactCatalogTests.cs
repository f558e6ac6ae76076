using LlmCost.AI.CatalogBuilder;

namespace LlmCost.AI.Tests;

public sealed class CompactCatalogTests
{
    [Fact]
    public void Read_AnotherVersion_FailsWithTheRemedy() => Assert.Equal(
        "The compact catalog has a different format version; run the catalog builder again.",
        Assert.Throws<InvalidDataException>(() => CompactCatalog.Read([1])).Message);

    [Fact]
    public void Read_WrittenCatalog_HasAllNamesOfProvidersAndModels()
    {
        var catalog = CompactCatalog.Read(CompactCatalogWriter.Write(
            [File("p", new DateOnly(2026, 1, 1)), File("q", new DateOnly(2026, 3, 1)), File("r", new DateOnly(2026, 2, 1))]));

        Assert.Equal("2026-03-01", catalog.Version);
        Assert.Equal(["p", "q", "r"], catalog.Providers);
        Assert.All(["p", "p-alias", "q", "q-alias", "r", "r-alias"], provider => Assert.True(catalog.HasProvider(provider)));
        foreach (var provider in (string[])["p", "q-alias", "r"])
        {
            Assert.Equal(["model", "alias", "other"], catalog.ModelsOf(provider).Keys);
            Assert.Equal("Model", catalog.Find(provider, "alias")?.Name);
        }
    }

    [Fact]
    public void Read_ProviderWithoutModels_HasTheProviderButNoModel()
    {
        var catalog = CompactCatalog.Read(CompactCatalogWriter.Write(
        [
            File("p", new DateOnly(2026, 1, 1)) with { Models = new Dictionary<string, PriceFileModel>() },
            File("q", new DateOnly(2026, 1, 1)),
        ]));

        Assert.Empty(catalog.ModelsOf("p"));
        Assert.Null(catalog.Find("p", "model"));
        Assert.NotNull(catalog.Find("q", "model"));
    }

    private static PriceFile File(string provider, DateOnly day) => new()
    {
        Provider = provider,
        Aliases = [$"{provider}-alias"],
        Source = "https://example.com",
        Checked = day,
        Models = new Dictionary<string, PriceFileModel>
        {
            ["Model"] = new()
            {
                Aliases = ["Alias"],
                Prices = [new PriceFilePeriod { Price = new PriceFilePrice { Input = 1 } }],
            },
            ["other"] = new() { Prices = [new PriceFilePeriod { Price = new PriceFilePrice { Output = 2 } }] },
        },
    };
}
