// Builds the price catalog of the package. See README.md.
using System.CommandLine;
using LlmCost.AI.CatalogBuilder;

var genAIPrices = new Option<FileInfo>("--genai") { Description = "genai-prices' data.json.", Required = true };
var genAIPricesDay = new Option<DateOnly>("--genai-day") { Description = "The day of the --genai list.", Required = true };
var liteLlm = new Option<FileInfo>("--litellm")
{
    Description = "LiteLLM's model_prices_and_context_window.json.",
    Required = true,
};
var liteLlmDay = new Option<DateOnly>("--litellm-day") { Description = "The day of the --litellm list.", Required = true };
var folder = new Option<DirectoryInfo>("--out")
{
    Description = "The catalog folder.",
    DefaultValueFactory = _ => new DirectoryInfo("src/LlmCost.AI/PriceLists/Catalog"),
    Recursive = true,
};
var details = new Option<bool>("--details")
{
    Description = "Also prints the conflicts between the sources, and the entries that were left out.",
};
var derive = new Command("derive", "Builds the catalog files from hand-checked facts and public lists.")
{
    genAIPrices, genAIPricesDay, liteLlm, liteLlmDay, details,
};
derive.SetAction(result =>
{
    var report = new Report(result.GetValue(details) ? Console.Out : TextWriter.Null);
    var facts = GenAIPricesFacts.Read(result.GetRequiredValue(genAIPrices).FullName, result.GetValue(genAIPricesDay));
    var catalog = new Catalog(CatalogFolder.Read(new DirectoryInfo(Path.Combine(AppContext.BaseDirectory, "Checked"))));
    foreach (var resale in Resale.ReadAll(Path.Combine(AppContext.BaseDirectory, "Resales.json")))
    {
        resale.AddTo(catalog);
    }

    new GenAIPricesMerge(catalog, facts, report).Run();
    var table = LiteLlmRow.ReadAll(result.GetRequiredValue(liteLlm).FullName);
    new LiteLlmMerge(catalog, facts, table, result.GetValue(liteLlmDay), report).Run();
    new SupplementMerge(catalog, Supplement.ReadAll(Path.Combine(AppContext.BaseDirectory, "Supplements.json"))).Run();

    var before = CatalogFolder.Read(result.GetRequiredValue(folder));
    CatalogFolder.Write(
        result.GetRequiredValue(folder),
        [.. catalog.Files.Where(file => file.Models.Count > 0).Select(file => file.ToPriceFile())]);
    foreach (var line in CatalogChanges.Describe(before, CatalogFolder.Read(result.GetRequiredValue(folder))))
    {
        Console.Out.WriteLine(line);
    }

    report.Summarize(Console.Out, catalog);
});
var compact = new Command("compact", "Rewrites catalog.bin from the catalog files.");
compact.SetAction(result => CatalogFolder.Compact(result.GetRequiredValue(folder)));
var accepted = new Option<FileInfo>("--accepted")
{
    Description = "The findings that are not errors, each with its reason.",
    DefaultValueFactory = _ => new FileInfo("tests/LlmCost.AI.Tests/PriceLists/Catalog/consistency.txt"),
};
var check = new Command("check", "Lists models without a tier, region, rate or fee that similar models have.") { accepted };
check.SetAction(result =>
{
    var findings = ConsistencyCheck.Run(CatalogFolder.Read(result.GetRequiredValue(folder)));
    var reasons = AcceptedFindings.Read(result.GetRequiredValue(accepted).FullName);
    var added = reasons.New(findings);
    Console.Out.WriteLine(string.Join('\n', added.Select(finding => finding.ToString()).Concat(
        reasons.Outdated(findings).Select(line => $"no longer found: {line}"))));
    return added.Count is 0 ? 0 : 1;
});
return await new RootCommand("Builds the price catalog.") { folder, derive, compact, check }.Parse(args).InvokeAsync();
