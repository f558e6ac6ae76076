using LlmCost.AI.CatalogBuilder;
using System.Text.Json;

namespace LlmCost.AI.Tests;

/// <summary>Tests rules that apply to every fact in the catalog.</summary>
public sealed class EmbeddedCatalogTests
{
    public static TheoryData<string> Providers => [.. PriceCatalog.Default.Providers];

    [Fact]
    public void Catalog_CoversTheMarket()
    {
        var models = PriceCatalog.Default.Providers.SelectMany(provider => PriceCatalog.Default.ModelsOf(provider).Values)
            .Distinct()
            .Count();

        Assert.True(PriceCatalog.Default.Providers.Count >= 97, "a provider is missing");
        Assert.True(models >= 3_150, $"only {models} models");
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void Provider_IsCanonicalAndHasOnlyValidPrices(string provider)
    {
        Assert.Equal(provider, KnownProviders.Canonical(provider));
        Assert.All(PriceCatalog.Default.ModelsOf(provider).Values, model => Assert.NotNull(model.At(DateTimeOffset.MaxValue)));
    }

    [Fact]
    public void EveryFile_HasItsSchemaItsSourceAndItsDate() => Assert.All(Files(), file =>
    {
        Assert.Equal("./prices.schema.json", file.Schema);
        Assert.Equal("https", new Uri(file.Source).Scheme);
        Assert.Null(file.Currency); // The embedded form has no currency: it is always in USD.
        Assert.InRange(file.Checked, new DateOnly(2026, 8, 1), new DateOnly(2100, 1, 1));
        Assert.All(file.Models.Values, model => Assert.Equal("https", new Uri(model.Source ?? file.Source).Scheme));
    });

    [Fact]
    public void EmbeddedForm_HasTheFactsOfTheFiles()
    {
        var written = CompactCatalogWriter.Write([.. Files()]);
        using var resource = typeof(PriceCatalog).Assembly.GetManifestResourceStream("catalog.bin")!;
        var embedded = new byte[resource.Length];
        resource.ReadExactly(embedded);

        Assert.True(
            written.AsSpan().SequenceEqual(embedded),
            "The embedded catalog is out of date; run: dotnet run --project src/LlmCost.AI.CatalogBuilder -- compact");
    }

    [Fact]
    public void EmbeddedForm_ReadAgain_HasTheSamePrices() => Assert.All(Files(), file => Assert.All(file.Models, model =>
    {
        var read = PriceCatalog.Default.ModelsOf(file.Provider)[ModelId.Normalize(model.Key)!];
        Assert.Equal(model.Value.Prices.Count, read.Periods.Count);
        Assert.All(model.Value.ToPeriods().Zip(read.Periods), pair =>
        {
            Assert.Equal(pair.First with { Price = pair.Second.Price, Days = pair.Second.Days }, pair.Second);
            Assert.Equal(pair.First.Days, pair.Second.Days);
            Assert.Equal(pair.First.Price.Rates, pair.Second.Price.Rates);
            Assert.Equal(pair.First.Price.Fees, pair.Second.Price.Fees);
            Assert.Equal(pair.First.Price.Variants, pair.Second.Price.Variants);
        });
    }));

    [Fact]
    public void Schema_KnowsExactlyTheKeysThatTheReaderAccepts()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Catalog", "prices.schema.json");
        using var schema = JsonDocument.Parse(File.ReadAllText(path));
        var definitions = schema.RootElement.GetProperty("$defs");

        Assert.Equal(Keys(typeof(PriceFile)), Keys(schema.RootElement));
        Assert.Equal(Keys(typeof(PriceFileModel)), Keys(definitions.GetProperty("model")));
        Assert.Equal(Keys(typeof(PriceFilePeriod)), Keys(definitions.GetProperty("period")));
        Assert.Equal(Keys(typeof(PriceFilePrice)), Keys(definitions.GetProperty("price")));
        Assert.Equal(Keys(typeof(TokenRates)), Keys(definitions.GetProperty("rates")));
        Assert.Equal(Keys(typeof(PriceVariant)), Keys(definitions.GetProperty("variant")));
        Assert.Equal(Keys(typeof(PriceFileFee)), Keys(definitions.GetProperty("fee")));
        Assert.Equal(
            Enum.GetNames<BillableUnit>(),
            definitions.GetProperty("fee").GetProperty("properties").GetProperty("unit").GetProperty("enum").EnumerateArray()
                .Select(one => one.GetString()));

        static IEnumerable<string> Keys(object source) => (source is Type type
            ? PriceFileContext.Default.GetTypeInfo(type)!.Properties.Where(property => property.Set is not null)
                .Select(property => property.Name)
            : ((JsonElement)source).GetProperty("properties").EnumerateObject().Select(property => property.Name))
            .Order(StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("us.anthropic.claude-haiku-4-5-20251001-v1:0", 1.1)]
    [InlineData("eu.anthropic.claude-haiku-4-5-20251001-v1:0", 1.1)]
    [InlineData("anthropic.claude-haiku-4-5-20251001-v1:0", 1.1)]
    [InlineData("global.anthropic.claude-haiku-4-5-20251001-v1:0", 1.0)]
    [InlineData("arn:aws:bedrock:eu-west-1:1:inference-profile/eu.anthropic.claude-haiku-4-5-20251001-v1:0", 1.1)]
    public void Bedrock_PrefixOfTheProfile_DeterminesTheRate(string model, double input)
    {
        Assert.True(PriceCatalog.Default.TryGetPrice("aws.bedrock", model, DateTimeOffset.UnixEpoch.AddYears(56), out var price));

        Assert.Equal((decimal)input, price.Rates.Input);
    }

    [Fact]
    public void Bedrock_OpaqueArn_IsUnknown() => Assert.False(PriceCatalog.Default.TryGetPrice(
        "aws.bedrock", "arn:aws:bedrock:us-east-1:1:application-inference-profile/a1b2c3", DateTimeOffset.UtcNow, out _));

    private static IReadOnlyList<PriceFile> Files() => CatalogFiles.Read("Catalog");
}
