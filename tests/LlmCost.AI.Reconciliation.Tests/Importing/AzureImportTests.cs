namespace LlmCost.AI.Reconciliation.Tests.Importing;

/// <summary>Imports synthetic files in the documented format of Azure's cost exports.</summary>
public sealed class AzureImportTests : IDisposable
{
    private const string Header = "Date,ResourceId,MeterId,MeterSubCategory,MeterName,MeterRegion,Quantity,UnitOfMeasure,"
        + "UnitPrice,EffectivePrice,Cost,BillingCurrency,ChargeType,Product,Tags";

    private readonly Delivery _delivery = new();

    public void Dispose() => _delivery.Dispose();

    [Theory]
    [InlineData("20261101")]
    [InlineData("11/01/2026")]
    [InlineData("2026-11-01")]
    public async Task Row_IsALineWithGuessedNames_AndTheResourceAsAccount(string date)
    {
        _delivery.Write("export.csv", Header, Row() with { Date = date });

        var line = Assert.Single(await _delivery.LinesAsync(BillFileFormat.Azure));

        Assert.Equal(
            new BillLine
            {
                Kind = BillLineKind.Usage,
                Meter = "gpt 4o 0513 Input global Tokens",
                Provider = "azure.ai.openai",
                Account = "/subscriptions/1/resourcegroups/shop/providers/microsoft.cognitiveservices/accounts/shop",
                Model = "gpt-4o-2024-05-13",
                Unit = "input",
                Quantity = 535_137.28m,
                QuantityUnit = "1K",
                Amount = 10.34m,
                Currency = "EUR",
                Region = "global",
                IsGuess = true,
            },
            line);
        Assert.Equal(new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero), Assert.Single(_delivery.Buckets()).Start);
    }

    [Theory]
    [InlineData("gpt-4o-1120-Inp-glbl", "gpt-4o-2024-11-20", "input", null)]
    [InlineData("gpt 4o mini 0718 cached Inp DZ Tokens", "gpt-4o-mini-2024-07-18", "input_cache_read", null)]
    [InlineData("5.1 Cd Wr Inp Gl 1M Tokens", null, "input_cache_write", null)]
    [InlineData("gpt 4.1 mini Batch outpt Rgnl Tokens", "gpt-4.1-mini", "output", "batch")]
    [InlineData("gpt 5 pp Opt Glbl", "gpt-5", "output", "priority")]
    [InlineData("text embedding 3 large glbl Tokens", "text-embedding-3-large", "input", null)]
    [InlineData("gpt 4o rt aud 1217 Inp glbl", "gpt-4o-rt-2024-12-17", "input_audio", null)]
    [InlineData("Some other meter", null, null, null)]
    public async Task MeterName_IsGuessed(string meter, string? model, string? unit, string? tier)
    {
        _delivery.Write("export.csv", Header, Row() with { Meter = meter });

        var line = Assert.Single(await _delivery.LinesAsync(BillFileFormat.Azure));

        Assert.Equal(
            (model, unit, tier, model is not null || unit is not null),
            (line.Model, line.Unit, line.ServiceTier, line.IsGuess));
    }

    [Theory]
    [InlineData("Usage", "Provisioned Managed Global PTU", BillLineKind.Commitment)]
    [InlineData("Purchase", "gpt 4o Inp", BillLineKind.Commitment)]
    [InlineData("Refund", "gpt 4o Inp", BillLineKind.Refund)]
    [InlineData("Tax", "gpt 4o Inp", BillLineKind.Tax)]
    [InlineData("RoundingAdjustment", "gpt 4o Inp", BillLineKind.Rounding)]
    [InlineData("Something", "gpt 4o Inp", BillLineKind.Unknown)]
    public async Task OtherCharges_AreLinesOfTheirKind_WithoutModel(string type, string meter, BillLineKind kind)
    {
        _delivery.Write("export.csv", Header, Row() with { Type = type, Meter = meter });

        var line = Assert.Single(await _delivery.LinesAsync(BillFileFormat.Azure));

        Assert.Equal((kind, null, null, false), (line.Kind, line.Model, line.Unit, line.IsGuess));
    }

    [Fact]
    public async Task UnknownScale_LeavesTheUnitUnknown()
    {
        _delivery.Write("export.csv", Header, Row() with { Unit = "1 Bundle" });

        var line = Assert.Single(await _delivery.LinesAsync(BillFileFormat.Azure));

        Assert.Equal((null, 535.13728m, "1 Bundle"), (line.Unit, line.Quantity, line.QuantityUnit));
    }

    [Fact]
    public async Task Parquet_WithDecimalsAndNumericDates_GivesTheSameLines()
    {
        await ParquetFile.WriteAsync(
            Path.Combine(_delivery.Folder, "export.parquet"),
            ("Date", ParquetFile.Numbers<int>(20261101)),
            ("ResourceId", ParquetFile.Texts("/X")),
            ("MeterName", ParquetFile.Texts("gpt 4o Inp glbl")),
            ("MeterSubCategory", ParquetFile.Texts("Azure OpenAI")),
            ("Quantity", ParquetFile.Numbers<decimal>(2.5m)),
            ("UnitOfMeasure", ParquetFile.Texts("1M")),
            ("CostInBillingCurrency", ParquetFile.Numbers<decimal>(0.000000000000000001m)),
            ("BillingCurrency", ParquetFile.Texts("JPY")));

        var line = Assert.Single(await _delivery.LinesAsync(BillFileFormat.Azure));

        Assert.Equal(("/x", 2_500_000m, 0.000000000000000001m, "JPY"), (line.Account, line.Quantity, line.Amount, line.Currency));
    }

    [Fact]
    public async Task OtherServices_AreSkipped()
    {
        _delivery.Write("export.csv", Header, Row() with { SubCategory = "Premium SSD" });

        Assert.Equal(1, Assert.Single((await _delivery.ImportAsync(BillFileFormat.Azure)).SkippedRows).Value);
        Assert.Empty(_delivery.Lines());
    }

    private static AzureRow Row() => new("20261101", "Azure OpenAI", "gpt 4o 0513 Input global Tokens", "1K", "Usage");

    private sealed record AzureRow(string Date, string SubCategory, string Meter, string Unit, string Type)
    {
        public static implicit operator string(AzureRow row) =>
            $"{row.Date},/subscriptions/1/resourceGroups/Shop/providers/Microsoft.CognitiveServices/accounts/shop,m1,"
                + $"{row.SubCategory},{row.Meter},EU West,535.13728,{row.Unit},0.02,0.02,10.34,EUR,{row.Type},P,"
                + "\"{\"\"a\"\":\"\"b\"\"}\"";
    }
}
