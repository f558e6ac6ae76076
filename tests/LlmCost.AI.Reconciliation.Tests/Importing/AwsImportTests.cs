namespace LlmCost.AI.Reconciliation.Tests.Importing;

/// <summary>Imports synthetic files in the documented format of AWS Data Exports.</summary>
public sealed class AwsImportTests : IDisposable
{
    private readonly Delivery _delivery = new();

    public void Dispose() => _delivery.Dispose();

    [Fact]
    public async Task HoursOfADay_AreOneLine()
    {
        _delivery.Write(
            "report.csv.gz",
            [AwsRow.Header, .. Enumerable.Range(0, 24).Select(hour => new AwsRow { Time = AwsRow.At(1, hour) }.ToString())]);

        var line = Assert.Single(await _delivery.LinesAsync(BillFileFormat.AwsCur));

        Assert.Equal(
            new BillLine
            {
                Kind = BillLineKind.Usage,
                Meter = "USE1-Claude4.6Sonnet-input-tokens",
                Provider = "aws.bedrock",
                Account = "123456789012",
                Model = "anthropic.claude-sonnet-4-6-v1:0",
                Unit = "input",
                Quantity = 36_000,
                QuantityUnit = "1K tokens",
                Amount = 0.108m,
                Currency = "USD",
                Region = "us-east-1",
            },
            line);
        var bucket = Assert.Single(_delivery.Buckets());
        Assert.Equal(("aws-cur", "999", BillBasis.Invoice), (bucket.Source, bucket.Scope, bucket.Basis));
        Assert.Equal(_delivery.Clock.GetUtcNow(), bucket.ObservedAt);
    }

    [Theory]
    [InlineData("USE1-Claude4.6Sonnet-input-tokens", "input", null, "us-east-1")]
    [InlineData("USE1-Claude4.6Sonnet-output-tokens", "output", null, "us-east-1")]
    [InlineData("EUC1-Claude4.6Sonnet-cache-read-input-token-count", "input_cache_read", null, "eu-central-1")]
    [InlineData("USE1-Claude4.6Sonnet-cache-write-input-token-count", "input_cache_write", null, "us-east-1")]
    [InlineData("USE1-Claude4.6Sonnet-output-tokens-batch", "output", "batch", "us-east-1")]
    [InlineData("USE1-Claude4.6Sonnet-cache-read-input-token-count-cross-region-global", "input_cache_read", null, "global")]
    [InlineData("USE1-Claude4.6Sonnet-input-tokens-batch-cross-region-global", "input", "batch", "global")]
    public async Task UsageType_IsParsedIntoItsParts(string usageType, string unit, string? tier, string region)
    {
        _delivery.Write("report.csv", AwsRow.Header, new AwsRow { UsageType = usageType }.ToString());

        var line = Assert.Single(await _delivery.LinesAsync(BillFileFormat.AwsCur));

        Assert.Equal(
            ("anthropic.claude-sonnet-4-6-v1:0", unit, tier, region, false),
            (line.Model, line.Unit, line.ServiceTier, line.Region, line.IsGuess));
    }

    [Theory]
    [InlineData("USE1-Claude9.9Sonnet-input-tokens")]
    [InlineData("USE1-Claude4.6Sonnet-thinking-tokens")]
    [InlineData("USE1-Claude4.6Sonnet-input-tokens-overnight")]
    [InlineData("XYZ9-Claude4.6Sonnet-input-tokens")]
    [InlineData("USE1-Guardrail-ContentPolicyUnits")]
    public async Task UnknownUsageType_IsAnOpaqueMeter_AndNotGuessed(string usageType)
    {
        _delivery.Write("report.csv", AwsRow.Header, new AwsRow { UsageType = usageType }.ToString());

        var result = await _delivery.ImportAsync(BillFileFormat.AwsCur);

        var line = Assert.Single(_delivery.Lines());
        Assert.Equal((usageType, null, null, 1.5m), (line.Meter, line.Model, line.Unit, line.Quantity));
        Assert.Equal(1, result.OpaqueLines);
    }

    [Theory]
    [InlineData("Tax", BillLineKind.Tax)]
    [InlineData("Credit", BillLineKind.Credit)]
    [InlineData("EdpDiscount", BillLineKind.Credit)]
    [InlineData("Refund", BillLineKind.Refund)]
    [InlineData("Fee", BillLineKind.Fee)]
    [InlineData("SavingsPlanNegation", BillLineKind.Commitment)]
    [InlineData("SomethingNew", BillLineKind.Unknown)]
    public async Task OtherLineTypes_AreLinesOfTheirKind_WithoutModel(string type, BillLineKind kind)
    {
        _delivery.Write("report.csv", AwsRow.Header, new AwsRow { Type = type, Cost = "-2" }.ToString());

        var line = Assert.Single(await _delivery.LinesAsync(BillFileFormat.AwsCur));

        Assert.Equal((kind, -2m, null, null), (line.Kind, line.Amount, line.Model, line.Unit));
    }

    [Fact]
    public async Task ProvisionedThroughput_IsACommitment()
    {
        _delivery.Write(
            "report.csv",
            AwsRow.Header,
            new AwsRow { UsageType = "USE1-Claude-ProvisionedThroughput-ModelUnits" }.ToString());

        Assert.Equal(BillLineKind.Commitment, Assert.Single(await _delivery.LinesAsync(BillFileFormat.AwsCur)).Kind);
    }

    [Fact]
    public async Task ClaudeFromTheMarketplace_IsRecognizedByItsProduct()
    {
        _delivery.Write("report.csv", AwsRow.Header, new AwsRow
        {
            Product = "4m9rkvcb3n8oqq",
            UsageType = "USE1-MP:USE1_CacheReadInputTokenCount-Units",
            ProductMap = """{"product_name":"Claude 3.5 Sonnet (Amazon Bedrock Edition)"}""",
            Unit = "",
            Description = "AWS Marketplace software usage|us-east-1|Million Input Tokens",
        }.ToString());

        var line = Assert.Single(await _delivery.LinesAsync(BillFileFormat.AwsCur));

        Assert.Equal(
            ("anthropic.claude-3-5-sonnet-20240620-v1:0", "input_cache_read", 1_500_000m, "us-east-1"),
            (line.Model, line.Unit, line.Quantity, line.Region));
    }

    [Fact]
    public async Task OtherServices_AreSkippedAndCounted_AndTheirDaysAreCovered()
    {
        _delivery.Write(
            "report.csv",
            AwsRow.Header,
            new AwsRow { Time = AwsRow.At(1, 0), Product = "AmazonS3" }.ToString(),
            new AwsRow { Time = AwsRow.At(2, 5) }.ToString(),
            new AwsRow { Time = AwsRow.At(4, 23), Product = "AmazonS3" }.ToString());

        var result = await _delivery.ImportAsync(BillFileFormat.AwsCur);

        Assert.Equal(KeyValuePair.Create("AmazonS3", 2L), Assert.Single(result.SkippedRows));
        Assert.Equal(
            (3L, 1, new DateOnly(2026, 11, 1), new DateOnly(2026, 11, 4)),
            (result.Rows, result.Lines, result.FirstDay, result.LastDay));
        Assert.Equal([0, 1, 0, 0], _delivery.Buckets().Select(bucket => bucket.Lines.Count));
    }

    [Fact]
    public async Task OtherServices_AreOpaqueLines_IfAllAreIncluded()
    {
        _delivery.Write("report.csv", AwsRow.Header, new AwsRow { Product = "AmazonS3", UsageType = "TimedStorage" }.ToString());

        var line = Assert.Single(await _delivery.LinesAsync(BillFileFormat.AwsCur, allServices: true));

        Assert.Equal(("aws", "TimedStorage", null, 0.0045m), (line.Provider, line.Meter, line.Unit, line.Amount));
    }

    [Fact]
    public async Task CorrectionOfAnEarlierMonth_BelongsToTheFirstDayOfItsBill_AndReplacesNoEarlierDay()
    {
        _delivery.Write(
            "report.csv",
            AwsRow.Header,
            new AwsRow { Time = "2026-10-20T00:00:00.000Z", Type = "Refund", Cost = "-1" }.ToString());

        Assert.Equal(BillLineKind.Refund, Assert.Single(await _delivery.LinesAsync(BillFileFormat.AwsCur)).Kind);
        Assert.Equal(new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero), Assert.Single(_delivery.Buckets()).Start);
    }

    [Fact]
    public async Task ColumnsOfTheOlderReport_GiveTheSameLines()
    {
        _delivery.Write(
            "report.csv",
            "lineItem/UsageStartDate,lineItem/LineItemType,lineItem/ProductCode,lineItem/UsageType,lineItem/UnblendedCost,"
                + "lineItem/CurrencyCode,lineItem/UsageAmount,lineItem/UsageAccountId,pricing/unit,product/region",
            "2026-11-01T00:00:00Z,Usage,AmazonBedrock,USW2-Claude4.5Haiku-output-tokens,0.5,EUR,2,42,1K tokens,us-west-2");

        var line = Assert.Single(await _delivery.LinesAsync(BillFileFormat.AwsCur));

        Assert.Equal(("anthropic.claude-haiku-4-5-20251001-v1:0", 2_000m, "EUR"), (line.Model, line.Quantity, line.Currency));
    }

    [Fact]
    public async Task Parquet_DoublesAreReadAsTheirShortestText()
    {
        var day = new DateTime(2026, 11, 1, 0, 0, 0, DateTimeKind.Utc);
        await ParquetFile.WriteAsync(
            Path.Combine(_delivery.Folder, "report.parquet"),
            ("line_item_usage_start_date", new DateTime?[] { day.AddHours(3), day.AddHours(4) }),
            ("line_item_line_item_type", ParquetFile.Texts("Usage", "Usage")),
            ("line_item_product_code", ParquetFile.Texts("AmazonBedrock", "AmazonBedrock")),
            ("line_item_usage_type", ParquetFile.Texts("USE1-Claude4.6Sonnet-input-tokens", "USE1-Claude4.6Sonnet-input-tokens")),
            ("line_item_unblended_cost", ParquetFile.Numbers<double>(0.1, 1.2500000000000002)),
            ("line_item_currency_code", ParquetFile.Texts("USD", "USD")),
            ("line_item_usage_amount", ParquetFile.Numbers<double>(0.1, 0.2)),
            ("line_item_usage_account_id", ParquetFile.Texts("42", "42")),
            ("pricing_unit", ParquetFile.Texts("1K tokens", "1K tokens")),
            ("product_region_code", ParquetFile.Texts(null, "us-east-1")));

        var line = Assert.Single(await _delivery.LinesAsync(BillFileFormat.AwsCur));

        Assert.Equal((1.3500000000000002m, 300m, "us-east-1"), (line.Amount, line.Quantity, line.Region));
    }
}
