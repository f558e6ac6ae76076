using System.Text;
using System.Text.Json;
using FsCheck.Xunit;
using LlmCost.AI.CatalogBuilder;

namespace LlmCost.AI.Tests;

/// <summary>
/// Tests that a price list stays the same if it is read, written and read again, with either of the two writers.
/// </summary>
public sealed class PriceFileTextTests
{
    [Property(MaxTest = 300)]
    public void AnyFile_WrittenByTheSerializerAndReadAgain_IsUnchanged(int seed)
    {
        var file = new RandomPrices(seed).File();

        var text = Print(file);
        var read = Read(text);

        AssertSame(file, read);
        Assert.Equal(text, Print(read));
    }

    [Property(MaxTest = 300)]
    public void AnyFile_WrittenByTheCatalogBuilderAndReadAgain_IsUnchanged(int seed)
    {
        var file = new RandomPrices(seed).File();

        var text = PriceFileWriter.ToText(file);
        var read = Read(text);

        AssertSame(file, read);
        Assert.Equal(text, PriceFileWriter.ToText(read));
    }

    [Property(MaxTest = 300)]
    public void AnyFile_InTheEmbeddedForm_HasTheSamePrices(int seed)
    {
        var file = new RandomPrices(seed).File() with { Currency = null };

        var catalog = CompactCatalog.Read(CompactCatalogWriter.Write([file]));

        Assert.All(file.Models, model => AssertSame(model.Value.ToPeriods(), catalog.Find(file.Provider, model.Key)!.Periods));
    }

    [Fact]
    public void EveryFileOfTheCatalog_WrittenAndReadAgain_IsUnchanged() => Assert.All(CatalogFiles.Read("Catalog"), file =>
    {
        AssertSame(file, Read(Print(file)));
        AssertSame(file, Read(PriceFileWriter.ToText(file)));
    });

    private static string Print(PriceFile file) => JsonSerializer.Serialize(file, PriceFileContext.Default.PriceFile);

    private static PriceFile Read(string text) => NativePriceFileReader.ReadFile("list.json", Encoding.UTF8.GetBytes(text));

    private static void AssertSame(PriceFile expected, PriceFile actual)
    {
        Assert.Equal(
            (expected.Provider, expected.Source, expected.Checked, expected.Currency),
            (actual.Provider, actual.Source, actual.Checked, actual.Currency));
        Assert.Equal(expected.Aliases, actual.Aliases);
        Assert.Equal(expected.Models.Keys, actual.Models.Keys);
        Assert.All(expected.Models, model =>
        {
            var other = actual.Models[model.Key];
            Assert.Equal((model.Value.Source, model.Value.Checked), (other.Source, other.Checked));
            Assert.Equal(model.Value.Aliases, other.Aliases);
            AssertSame(model.Value.ToPeriods(), other.ToPeriods());
        });
    }

    private static void AssertSame(IReadOnlyList<PricePeriod> expected, IReadOnlyList<PricePeriod> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        Assert.All(expected.Zip(actual), pair =>
        {
            Assert.Equal(
                (pair.First.From, pair.First.Start, pair.First.End), (pair.Second.From, pair.Second.Start, pair.Second.End));
            Assert.Equal(pair.First.Days, pair.Second.Days);
            Assert.Equal(pair.First.Price.Rates, pair.Second.Price.Rates);
            Assert.Equal(pair.First.Price.Variants, pair.Second.Price.Variants);
            Assert.Equal(pair.First.Price.Fees, pair.Second.Price.Fees);
        });
    }
}
