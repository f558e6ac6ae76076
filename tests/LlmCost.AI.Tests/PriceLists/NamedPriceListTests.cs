namespace LlmCost.AI.Tests;

public sealed class NamedPriceListTests
{
    [Fact]
    public void Catalog_HasItsNameVersionAndDay() => Assert.Equal(
        ("catalog", PriceCatalog.Default.Version, PriceCatalog.Default.AsOf),
        (NamedPriceList.Catalog.Name, NamedPriceList.Catalog.Version, NamedPriceList.Catalog.AsOf));
}
