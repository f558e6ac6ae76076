using System.CommandLine;
using System.Text.Json;
using Spectre.Console;

namespace LlmCost.AI.Tool;

/// <summary>Provides <c>llmcost models</c>, which lists the known models and their prices.</summary>
internal static class ModelsCommand
{
    private const string Examples = """
        Lists the known models with their current prices in USD per million tokens.

        Examples:
          llmcost models gpt-5
          llmcost models anthropic/ --json
          llmcost models --prices my-prices.json
        """;

    public static Command Create()
    {
        var search = new Argument<string?>("search")
        {
            Description = "A part of '<provider>/<model>'. Case is ignored. Default: all models.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var prices = SharedOptions.Prices();
        var json = SharedOptions.Json();
        var command = new Command("models", Examples) { search, prices, json };
        command.SetAction(result => SharedOptions.Guard(Console.Error, () => Run(
            SharedOptions.Open(result.GetValue(prices)),
            result.GetValue(search),
            result.GetValue(json),
            TimeProvider.System.GetUtcNow(),
            AnsiConsole.Console)));
        return command;
    }

    /// <summary>Lists the models for which the text <c>provider/model</c> contains the search text.</summary>
    public static int Run(IReadOnlyList<PriceList> lists, string? search, bool asJson, DateTimeOffset now, IAnsiConsole console)
    {
        var models = (
            from list in lists
            from entry in list.Prices.Entries
            let price = entry.Prices.At(now)
            where price is not null
            where search is null || $"{entry.Provider}/{entry.Prices.Name}".Contains(search, StringComparison.OrdinalIgnoreCase)
            orderby entry.Provider, entry.Prices.Name
            select (entry.Provider, entry.Prices.Name, Price: price)).ToList();
        if (asJson)
        {
            WriteJson(models, console);
        }
        else
        {
            WriteTable(models, console);
        }

        return ExitCode.Success;
    }

    private static void WriteTable(List<(string Provider, string Name, ModelPrice Price)> models, IAnsiConsole console)
    {
        SharedOptions.WidenPipe(console);
        var table = new Table().Border(TableBorder.Rounded)
            .AddColumn(new TableColumn("Provider").NoWrap())
            .AddColumn(new TableColumn("Model").NoWrap());
        foreach (var header in (string[])["Input", "Cache read", "Cache write", "Output"])
        {
            table.AddColumn(new TableColumn(header).RightAligned().NoWrap());
        }

        table.AddColumn("Also");
        foreach (var (provider, name, price) in models)
        {
            table.AddRow(
                Markup.Escape(provider),
                Markup.Escape(name),
                PriceAnswerWriter.Text(price.Rates.Input) ?? "",
                PriceAnswerWriter.Text(price.Rates.InputCacheRead) ?? "",
                PriceAnswerWriter.Text(price.Rates.InputCacheWrite) ?? "",
                PriceAnswerWriter.Text(price.Rates.Output) ?? "",
                Markup.Escape(string.Join(", ", Also(price))));
        }

        console.Write(table);
        console.MarkupLineInterpolated($"{models.Count} models.");
    }

    private static IEnumerable<string> Also(ModelPrice price) =>
        price.Variants.Select(variant => variant switch
        {
            { ServiceTier: { } tier } => tier,
            { Speed: { } speed } => speed,
            { Region: { } region } => region,
            _ => $">= {variant.FromInputTokens} tokens",
        }).Concat(price.Fees.Select(fee => JsonNamingPolicy.SnakeCaseLower.ConvertName(fee.Unit.ToString()))).Distinct();

    private static void WriteJson(List<(string Provider, string Name, ModelPrice Price)> models, IAnsiConsole console)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartArray();
            foreach (var (provider, name, price) in models)
            {
                json.WriteStartObject();
                json.WriteString("provider", provider);
                json.WriteString("model", name);
                foreach (var (kind, rate) in price.Rates.Known)
                {
                    var key = JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());
                    json.WriteString($"{key}_usd_per_mtok", PriceAnswerWriter.Text(rate));
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        console.Profile.Out.Writer.WriteLine(System.Text.Encoding.UTF8.GetString(stream.ToArray()));
    }
}
