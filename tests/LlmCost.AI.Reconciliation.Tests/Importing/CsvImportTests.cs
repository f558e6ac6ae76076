using System.Text.RegularExpressions;

namespace LlmCost.AI.Reconciliation.Tests.Importing;

/// <summary>Imports CSV files with arbitrary columns, which a column map describes.</summary>
public sealed partial class CsvImportTests : IDisposable
{
    private readonly Delivery _delivery = new();

    public void Dispose() => _delivery.Dispose();

    [Fact]
    public async Task Map_NamesColumnsFactorsFormatsAndConstants()
    {
        _delivery.Write("bill.csv", "Tag;Modell;Art;Tausend;Cent;Projekt", "01.11.2026;grok-4;prompt;12.5;123.45;shop");

        var line = Assert.Single(await _delivery.LinesAsync(BillFileFormat.Csv, Map(
            """
            {
              "provider": "x_ai",
              "time": { "column": "tag", "format": "dd.MM.yyyy" },
              "amount": { "column": "cent", "factor": 0.01 },
              "currency": { "value": "usd" },
              "model": { "column": "modell" },
              "unit": { "column": "art", "names": { "prompt": "input", "completion": "output" } },
              "quantity": { "column": "tausend", "factor": 1000 },
              "account": { "column": "projekt" }
            }
            """)));

        Assert.Equal(
            new BillLine
            {
                Kind = BillLineKind.Usage,
                Meter = "prompt",
                Provider = "x_ai",
                Account = "shop",
                Model = "grok-4",
                Unit = "input",
                Quantity = 12_500,
                QuantityUnit = "prompt",
                Amount = 1.2345m,
                Currency = "USD",
            },
            line);
        var bucket = Assert.Single(_delivery.Buckets());
        Assert.Equal(("csv-x-ai", "", BillBasis.Cost), (bucket.Source, bucket.Scope, bucket.Basis));
    }

    [Fact]
    public async Task Map_OfUsage_HasRequestsAndNoAmount()
    {
        _delivery.Write("bill.csv", "ts,n,type", "1793534400,7,grounding");

        var line = Assert.Single(await _delivery.LinesAsync(BillFileFormat.Csv, Map(
            """
            {
              "provider": "groq", "source": "groq-console", "basis": "usage",
              "time": { "column": "ts", "format": "unix" }, "requests": { "column": "n" }, "unit": { "column": "type" }
            }
            """)));

        Assert.Equal((7L, null, null, null), (line.Requests, line.Amount, line.Currency, line.Unit));
        var bucket = Assert.Single(_delivery.Buckets());
        Assert.Equal(
            ("groq-console", BillBasis.Usage, new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero)),
            (bucket.Source, bucket.Basis, bucket.Start));
    }

    [Fact]
    public async Task Kind_IsRecognizedByItsNames()
    {
        _delivery.Write("bill.csv", "day,usd,what", "2026-11-01,-5,gift", "2026-11-01,3,other");

        var lines = await _delivery.LinesAsync(BillFileFormat.Csv, Map(
            """
            {
              "provider": "mistral_ai",
              "time": { "column": "day" }, "amount": { "column": "usd" }, "currency": { "value": "USD" },
              "meter": { "column": "what" }, "kind": { "column": "what", "names": { "gift": "credit" } }
            }
            """));

        Assert.Equal(
            [("gift", BillLineKind.Credit), ("other", BillLineKind.Unknown)],
            lines.Select(line => (line.Meter, line.Kind)).Order());
    }

    [Theory]
    [InlineData("could not be mapped to any .NET member", """{ "provider": "x", "time": { "colum": "day" } }""")]
    [InlineData("'time' has neither a column nor a value", """{ "provider": "x", "time": {} }""")]
    [InlineData("no 'amount', 'quantity' or 'requests'", """{ "provider": "x", "time": { "column": "day" } }""")]
    [InlineData("without a 'currency'", """{ "provider": "x", "time": { "column": "d" }, "amount": { "column": "a" } }""")]
    [InlineData(
        "'rebate' is not a kind",
        """
        {
          "provider": "x", "time": { "column": "d" }, "requests": { "column": "a" },
          "kind": { "column": "k", "names": { "a": "rebate" } }
        }
        """)]
    [InlineData("is not a column map", "[")]
    public void InvalidMap_IsReported(string words, string json) =>
        Assert.Contains(words, Assert.Throws<InvalidDataException>(() => Map(json)).Message);

    [Fact]
    public void MapsInTheReadme_AreValid()
    {
        var readme = File.ReadAllText(Path.Combine(Root(AppContext.BaseDirectory), "src/LlmCost.AI.Reconciliation/README.md"));
        var maps = JsonBlock().Matches(readme).Select(match => Map(match.Groups[1].Value)).ToList();

        Assert.Equal(["x_ai", "mistral_ai", "deepseek", "groq"], maps.Select(map => map.Provider));
    }

    private BillColumnMap Map(string json)
    {
        var path = Path.Combine(_delivery.Folder, "map.txt");
        File.WriteAllText(path, json);
        return BillColumnMap.Load(path);
    }

    private static string Root(string folder) =>
        File.Exists(Path.Combine(folder, "LlmCost.AI.sln")) ? folder : Root(Path.GetDirectoryName(folder)!);

    [GeneratedRegex("```json\\s+(\\{\\s*\"provider\".*?)```", RegexOptions.Singleline)]
    private static partial Regex JsonBlock();
}
