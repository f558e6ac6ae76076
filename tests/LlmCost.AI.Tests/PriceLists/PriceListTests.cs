namespace LlmCost.AI.Tests;

public sealed class PriceListTests
{
    [Fact]
    public void Catalog_HasItsNameVersionAndDay() => Assert.Equal(
        ("catalog", PriceCatalog.Default.Version, PriceCatalog.Default.AsOf),
        (PriceList.Catalog.Name, PriceList.Catalog.Version, PriceList.Catalog.AsOf));
}
