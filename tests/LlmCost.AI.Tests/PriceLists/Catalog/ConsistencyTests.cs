using LlmCost.AI.CatalogBuilder;

namespace LlmCost.AI.Tests;

/// <summary>
/// Checks that models have the tiers, regions, rates and fees of similar models, unless <c>consistency.txt</c> lists a reason.
/// </summary>
public sealed class ConsistencyTests
{
    private static readonly AcceptedFindings s_accepted =
        AcceptedFindings.Read(Path.Combine(AppContext.BaseDirectory, "PriceLists", "Catalog", "consistency.txt"));

    [Fact]
    public void EveryFindingInTheCatalog_HasAReason()
    {
        var findings = s_accepted.New(ConsistencyCheck.Run(CatalogFiles.Read("Catalog")));

        Assert.True(
            findings.Count is 0,
            $"Correct the catalog, or add a line with the reason to consistency.txt:\n{string.Join('\n', findings)}");
    }

    [Fact]
    public void EveryReason_IsStillNeeded()
    {
        var outdated = s_accepted.Outdated(ConsistencyCheck.Run(CatalogFiles.Read("Catalog")));

        Assert.True(outdated.Count is 0, $"Remove these outdated lines from consistency.txt:\n{string.Join('\n', outdated)}");
    }

    [Fact]
    public void ModelWithoutATierOfSimilarModels_IsFound()
    {
        var files = CatalogFiles.Read("Catalog")
            .Select(file => file.Provider is "openai" ? WithoutVariants(file, "o3-mini") : file);

        Assert.Contains(
            "openai  o3-mini  lacks tier batch; has it: ",
            string.Join('\n', s_accepted.New(ConsistencyCheck.Run([.. files]))),
            StringComparison.Ordinal);
    }

    [Fact]
    public void ModelWithoutACacheRateOfItsProvider_IsFound()
    {
        var finding = Assert.Single(ConsistencyCheck.Run(
        [
            File("anthropic", new() { Input = 3, InputCacheRead = 0.3m, Output = 15 }),
            File("host", new() { Input = 3, Output = 15 }),
        ]));

        Assert.Equal("host  claude-x-9  lacks rate inputCacheRead; has it: anthropic", finding.ToString());
    }

    private static PriceFile WithoutVariants(PriceFile file, string model) => file with
    {
        Models = file.Models.ToDictionary(
            pair => pair.Key,
            pair => pair.Key == model ? Model(pair.Value.ToPeriods()[^1].Price with { Variants = [] }) : pair.Value),
    };

    private static PriceFile File(string provider, TokenRates rates) => new()
    {
        Provider = provider,
        Source = "https://example.com",
        Checked = new DateOnly(2026, 1, 1),
        Models = new Dictionary<string, PriceFileModel> { ["claude-x-9"] = Model(new ModelPrice { Rates = rates }) },
    };

    private static PriceFileModel Model(ModelPrice price) =>
        new() { Prices = [PriceFilePeriod.Create(new PricePeriod { Price = price })] };
}
