using Parquet;
using Parquet.Schema;

namespace LlmCost.AI.Reconciliation.Tests.Importing;

/// <summary>Imports synthetic files in the documented format of Google's billing export.</summary>
public sealed class GcpImportTests : IDisposable
{
    private const string Header = "billing_account_id,service.description,sku.description,usage_start_time,project.id,"
        + "usage.amount,usage.unit,cost,currency,credits,cost_type,location.region";

    private const string NestedRow =
        """{"billing_account_id":"01-AB","service":{"id":"s1","description":"Vertex AI"},"""
        + """ "sku":{"id":"k1","description":"Gemini 2.5 Flash Text Output - Predictions"},"""
        + """ "usage_start_time":"2026-11-01 13:00:00 UTC","project":{"id":"shop"},"""
        + """ "labels":[{"key":"feature","value":"search"}],"usage":{"amount":1500.0,"unit":"count"},"cost":0.75,"""
        + """ "currency":"EUR","credits":[{"name":"Free trial","amount":-0.5},{"name":"Free trial","amount":-0.05}],"""
        + """ "cost_type":"regular","location":{"region":"europe-west1"}}""";

    private static readonly BillLine s_usage = new()
    {
        Kind = BillLineKind.Usage,
        Meter = "Gemini 2.5 Flash Text Output - Predictions",
        Provider = "gcp.vertex_ai",
        Account = "shop",
        Model = "gemini-2.5-flash",
        Unit = "output",
        Quantity = 1_500,
        QuantityUnit = "count",
        Amount = 0.75m,
        Currency = "EUR",
        Region = "europe-west1",
        IsGuess = true,
    };

    private static readonly BillLine s_credit = new()
    {
        Kind = BillLineKind.Credit,
        Meter = "Free trial",
        Provider = "gcp.vertex_ai",
        Account = "shop",
        Amount = -0.55m,
        Currency = "EUR",
        Region = "europe-west1",
    };

    /// <summary>The Parquet definition levels of three nested values, all of which are present.</summary>
    private static readonly int[] s_present = [2, 2, 2];

    private readonly Delivery _delivery = new();

    public void Dispose() => _delivery.Dispose();

    [Fact]
    public async Task JsonLines_NestedColumnsAndCreditsAreRead()
    {
        _delivery.Write("export.jsonl", NestedRow);

        Assert.Equal([s_credit, s_usage], await _delivery.LinesAsync(BillFileFormat.Gcp));
        Assert.Equal("01-AB", Assert.Single(_delivery.Buckets()).Scope);
    }

    [Fact]
    public async Task JsonLines_ColumnThatIsNullInTheFirstRow_IsReadInLaterRows()
    {
        _delivery.Write(
            "export.json.gz",
            """{"service":{"description":"Gemini API"},"sku":{"description":"x"},"usage_start_time":"2026-11-01 13:00:00 UTC","""
                + """ "cost":"1","currency":"USD"}""",
            NestedRow);

        var lines = await _delivery.LinesAsync(BillFileFormat.Gcp);

        Assert.Equal(["gcp.gemini", "gcp.vertex_ai", "gcp.vertex_ai"], lines.Select(line => line.Provider).Order());
        Assert.Contains(s_credit, lines);
    }

    [Fact]
    public async Task Csv_WithFlatNamesAndCreditsAsJson_GivesTheSameLines()
    {
        _delivery.Write(
            "export.csv",
            Header.Replace('.', '_'),
            "01-AB,Vertex AI,Gemini 2.5 Flash Text Output - Predictions,2026-11-01 13:00:00 UTC,shop,1500,count,0.75,EUR,"
                + "\"[{\"\"name\"\":\"\"Free trial\"\",\"\"amount\"\":-0.55}]\",regular,europe-west1");

        Assert.Equal([s_credit, s_usage], await _delivery.LinesAsync(BillFileFormat.Gcp));
    }

    [Fact]
    public async Task Parquet_NestedColumnsAndRepeatedCreditsAreRead()
    {
        await WriteNestedParquetAsync(Path.Combine(_delivery.Folder, "export.parquet"));

        Assert.Equal(
            [s_credit, s_usage with { Quantity = 4_500, Amount = 2.25m }],
            await _delivery.LinesAsync(BillFileFormat.Gcp));
    }

    [Theory]
    [InlineData("tax", "1", BillLineKind.Tax)]
    [InlineData("rounding_error", "0.001", BillLineKind.Rounding)]
    [InlineData("adjustment", "-3", BillLineKind.Refund)]
    [InlineData("adjustment", "3", BillLineKind.Unknown)]
    [InlineData("regular", "1e-7", BillLineKind.Usage)]
    public async Task CostType_IsTheKind(string type, string cost, BillLineKind kind)
    {
        _delivery.Write("export.csv", Header, $"01-AB,Vertex AI,Some SKU,2026-11-01T00:00:00Z,p,1,count,{cost},USD,,{type},");

        Assert.Equal(kind, Assert.Single(await _delivery.LinesAsync(BillFileFormat.Gcp)).Kind);
    }

    [Fact]
    public async Task Instant_IsDatedByUtc()
    {
        _delivery.Write("export.csv", Header, "01-AB,Vertex AI,Some SKU,2026-10-31T23:00:00-07:00,p,1,count,1,USD,,,");

        await _delivery.LinesAsync(BillFileFormat.Gcp);

        Assert.Equal(new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero), Assert.Single(_delivery.Buckets()).Start);
    }

    [Fact]
    public async Task BillingAccounts_AreSeparateScopes()
    {
        _delivery.Write(
            "export.csv",
            Header,
            "A,Vertex AI,x,2026-11-01T00:00:00Z,p,1,count,1,USD,,,",
            "B,Vertex AI,x,2026-11-03T00:00:00Z,p,1,count,1,USD,,,");

        await _delivery.LinesAsync(BillFileFormat.Gcp);

        Assert.Equal([("A", 1), ("B", 3)], _delivery.Buckets().Select(bucket => (bucket.Scope, bucket.Start.Day)));
    }

    /// <summary>Writes three rows. Only the second row has credits, and it has two of them.</summary>
    private static async Task WriteNestedParquetAsync(string path)
    {
        var schema = new ParquetSchema(
            new DataField<string>("billing_account_id"),
            new StructField("service", new DataField<string>("description")),
            new StructField("sku", new DataField<string>("description")),
            new DataField<DateTime?>("usage_start_time"),
            new StructField("project", new DataField<string>("id")),
            new StructField("usage", new DataField<double?>("amount"), new DataField<string>("unit")),
            new DataField<double?>("cost"),
            new DataField<string>("currency"),
            new ListField("credits", new StructField("element", new DataField<double?>("amount"), new DataField<string>("name"))),
            new StructField("location", new DataField<string>("region")));
        await using var file = File.Create(path);
        await using var writer = await ParquetWriter.CreateAsync(schema, file);
        using var group = writer.CreateRowGroup();
        var fields = schema.DataFields;
        var day = new DateTime(2026, 11, 1, 13, 0, 0, DateTimeKind.Utc);
        await group.WriteAsync(fields[0], ["01-AB", "01-AB", "01-AB"]);
        await WriteTextAsync(fields[1], "Vertex AI");
        await WriteTextAsync(fields[2], "Gemini 2.5 Flash Text Output - Predictions");
        await group.WriteAsync<DateTime>(fields[3], new DateTime?[] { day, day, day }.AsMemory());
        await WriteTextAsync(fields[4], "shop");
        await group.WriteAllPartsAsync<double>(fields[5], new double[] { 1500, 1500, 1500 }, s_present, null, default);
        await WriteTextAsync(fields[6], "count");
        await group.WriteAsync<double>(fields[7], new double?[] { 0.75, 0.75, 0.75 }.AsMemory());
        await group.WriteAsync(fields[8], ["EUR", "EUR", "EUR"]);
        int[] definitions = [1, 4, 4, 1];
        int[] repetitions = [0, 0, 1, 0];
        await group.WriteAllPartsAsync<double>(fields[9], new[] { -0.5, -0.05 }, definitions, repetitions, default);
        await group.WriteAllPartsAsync<ReadOnlyMemory<char>>(
            fields[10], new[] { "Free trial".AsMemory(), "Free trial".AsMemory() }, definitions, repetitions, default);
        await WriteTextAsync(fields[11], "europe-west1");

        Task WriteTextAsync(DataField field, string text) => group.WriteAllPartsAsync<ReadOnlyMemory<char>>(
            field, new[] { text.AsMemory(), text.AsMemory(), text.AsMemory() }, s_present, null, default);
    }
}
