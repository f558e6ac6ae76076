// Derives the price catalog of the package from public facts, and says where these facts disagree:
//   dotnet run --project tests/LlmCost.AI.CatalogBuilder -- derive --genai data.json --litellm model_prices_and_context_window.json --checked 2026-09-23
// What already stands in the catalog is hand-checked and kept; what is missing is added. Running it again on newer facts adds what is new.
// After a change by hand, bring the embedded form up to date:
//   dotnet run --project tests/LlmCost.AI.CatalogBuilder -- compact
using System.CommandLine;
using LlmCost.AI.CatalogBuilder;

var genai = new Option<FileInfo>("--genai") { Description = "genai-prices' data.json, version 2.", Required = true };
var litellm = new Option<FileInfo>("--litellm") { Description = "LiteLLM's model_prices_and_context_window.json.", Required = true };
var checkedOn = new Option<DateOnly>("--checked") { Description = "The day of the facts.", Required = true };
var folder = new Option<DirectoryInfo>("--out")
{
    Description = "The folder of the catalog.",
    DefaultValueFactory = _ => new DirectoryInfo("src/LlmCost.AI/Pricing/Catalog"),
    Recursive = true,
};
var derive = new Command("derive", "Derives the files from public facts.") { genai, litellm, checkedOn };
derive.SetAction(result =>
{
    var report = new ConflictReport(Console.Out);
    var builder = new CatalogBuilder(
        new GenAIFacts(result.GetRequiredValue(genai)), new LiteLlmFacts(result.GetRequiredValue(litellm)), result.GetValue(checkedOn), report);
    builder.Build(result.GetRequiredValue(folder));
    CatalogFolder.Compact(result.GetRequiredValue(folder));
    report.WriteSummary();
});
var compact = new Command("compact", "Writes the embedded form of the files anew.");
compact.SetAction(result => CatalogFolder.Compact(result.GetRequiredValue(folder)));
return await new RootCommand("Builds the price catalog.") { folder, derive, compact }.Parse(args).InvokeAsync();
