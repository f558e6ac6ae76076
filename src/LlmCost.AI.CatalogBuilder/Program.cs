// Derives the price catalog of the package from hand-checked facts (the folder Checked and Supplements.json beside this program) and two public lists, and says where
// they disagree:
//   dotnet run --project src/LlmCost.AI.CatalogBuilder -- derive --genai data.json --genai-day 2026-09-23
//     --litellm model_prices_and_context_window.json --litellm-day 2026-08-01
// The lists are those of github.com/pydantic/genai-prices and github.com/BerriAI/litellm. All of the catalog is written anew: a fact checked by hand belongs into Checked.
// Where a file of the catalog was changed by hand all the same, bring the embedded form up to date:
//   dotnet run --project src/LlmCost.AI.CatalogBuilder -- compact
using System.CommandLine;
using LlmCost.AI.CatalogBuilder;

var genAIPrices = new Option<FileInfo>("--genai") { Description = "genai-prices' data.json.", Required = true };
var genAIPricesDay = new Option<DateOnly>("--genai-day") { Description = "The day of its facts.", Required = true };
var liteLlm = new Option<FileInfo>("--litellm") { Description = "LiteLLM's model_prices_and_context_window.json.", Required = true };
var liteLlmDay = new Option<DateOnly>("--litellm-day") { Description = "The day of its facts.", Required = true };
var folder = new Option<DirectoryInfo>("--out")
{
    Description = "The folder of the catalog.",
    DefaultValueFactory = _ => new DirectoryInfo("src/LlmCost.AI/PriceLists/Catalog"),
    Recursive = true,
};
var derive = new Command("derive", "Derives the files from public facts.") { genAIPrices, genAIPricesDay, liteLlm, liteLlmDay };
derive.SetAction(result =>
{
    var report = new Report(Console.Out);
    var facts = GenAIPricesFacts.Read(result.GetRequiredValue(genAIPrices).FullName, result.GetValue(genAIPricesDay));
    var catalog = new Catalog(CatalogFolder.Read(new DirectoryInfo(Path.Combine(AppContext.BaseDirectory, "Checked"))));
    new GenAIPricesMerge(catalog, facts, report).Run();
    new LiteLlmMerge(catalog, facts, LiteLlmRow.ReadAll(result.GetRequiredValue(liteLlm).FullName), result.GetValue(liteLlmDay), report).Run();
    new SupplementMerge(catalog, Supplement.ReadAll(Path.Combine(AppContext.BaseDirectory, "Supplements.json"))).Run();

    CatalogFolder.Write(result.GetRequiredValue(folder), [.. catalog.Files.Where(file => file.Models.Count > 0).Select(file => file.ToPriceFile())]);
    report.Summarize(catalog);
});
var compact = new Command("compact", "Writes the embedded form of the files anew.");
compact.SetAction(result => CatalogFolder.Compact(result.GetRequiredValue(folder)));
return await new RootCommand("Builds the price catalog.") { folder, derive, compact }.Parse(args).InvokeAsync();
