namespace LlmCost.AI.Tests;

/// <summary>
/// Checks exported files with DuckDB against a table of the columns in each version of the specification. The table intentionally
/// repeats the specification, so that it is independent of the code that writes the files.
/// </summary>
public sealed class FocusExportTests : IDisposable
{
    private const string Amount = "DECIMAL(38,18)";
    private const string Text = "VARCHAR";
    private const string Time = "TIMESTAMP WITH TIME ZONE";
    private const string Count = "BIGINT";

    private static readonly LedgerPeriod s_november = LedgerPeriod.Month(2026, 11);

    /// <summary>
    /// For each column: the first and last version that has it, its type, whether it allows null, and all values that the export
    /// uses.
    /// </summary>
    private static readonly Column[] s_columns =
    [
        new("BilledCost", Amount),
        new("BillingAccountId", Text),
        new("BillingAccountName", Text, IsNullable: true),
        new("BillingCurrency", Text, Values: ["USD"]),
        new("BillingPeriodEnd", Time),
        new("BillingPeriodStart", Time),
        new("ChargeCategory", Text, Values: ["Adjustment", "Usage"]),
        new("ChargeClass", Text, IsNullable: true, Values: []),
        new("ChargeDescription", Text),
        new("ChargeFrequency", Text, Values: ["Usage-Based"]),
        new("ChargePeriodEnd", Time),
        new("ChargePeriodStart", Time),
        new("ConsumedQuantity", Amount, IsNullable: true),
        new("ConsumedUnit", Text, IsNullable: true, Values: ["Requests", "Seconds", "Tokens"]),
        new("ContractedCost", Amount),
        new("ContractedUnitPrice", Amount, IsNullable: true),
        new("EffectiveCost", Amount),
        new("HostProviderName", Text, From: FocusVersion.V13),
        new("InvoiceDetailId", Text, From: FocusVersion.V14, IsNullable: true, Values: []),
        new("InvoiceId", Text, IsNullable: true, Values: []),
        new("InvoiceIssuerName", Text),
        new("ListCost", Amount),
        new("ListUnitPrice", Amount, IsNullable: true),
        new("PricingCategory", Text, IsNullable: true, Values: ["Other", "Standard"]),
        new("PricingQuantity", Amount, IsNullable: true),
        new("PricingUnit", Text, IsNullable: true, Values: ["1000000 Tokens", "1000 Requests", "Requests", "Seconds"]),
        new("ProviderName", Text, To: FocusVersion.V13),
        new("PublisherName", Text, To: FocusVersion.V13),
        new("RegionId", Text, IsNullable: true),
        new("RegionName", Text, IsNullable: true),
        new("ResourceId", Text, IsNullable: true, Values: []),
        new("ResourceName", Text, IsNullable: true, Values: []),
        new("ServiceCategory", Text, Values: ["AI and Machine Learning"]),
        new("ServiceName", Text),
        new("ServiceProviderName", Text, From: FocusVersion.V13),
        new("ServiceSubcategory", Text, Values: ["Generative AI"]),
        new("SkuId", Text, IsNullable: true),
        new("SkuMeter", Text, IsNullable: true),
        new("SkuPriceDetails", Text, IsNullable: true),
        new("SkuPriceId", Text, IsNullable: true),
        new("SubAccountId", Text, IsNullable: true),
        new("SubAccountName", Text, IsNullable: true),
        new("Tags", Text, IsNullable: true),
        new("x_Calls", Count),
        new("x_CostSource", Text, Values: ["amortized", "configuration", "list", "provider"]),
        new("x_Environment", Text, IsNullable: true),
        new("x_Feature", Text, IsNullable: true),
        new("x_Model", Text, IsNullable: true),
        new("x_PriceList", Text, IsNullable: true),
        new("x_RequestModel", Text, IsNullable: true),
        new("x_Service", Text, IsNullable: true),
        new("x_ServiceTier", Text, IsNullable: true),
        new("x_TokenType", Text, IsNullable: true),
        new("x_UsageSource", Text),
    ];

    /// <summary>SQL conditions that are true for faulty rows. They assume the column types of the Parquet file.</summary>
    private static readonly string[] s_faults =
    [
        "ChargeCategory = 'Usage' AND (ContractedUnitPrice IS NULL OR ListUnitPrice IS NULL OR PricingQuantity IS NULL "
            + "OR PricingUnit IS NULL OR PricingCategory IS NULL OR SkuId IS NULL OR SkuPriceId IS NULL OR SkuMeter IS NULL)",
        "ChargeCategory = 'Adjustment' AND (PricingCategory IS NOT NULL OR ConsumedQuantity IS NOT NULL)",
        "(ConsumedQuantity IS NULL) <> (ConsumedUnit IS NULL) OR (PricingQuantity IS NULL) <> (PricingUnit IS NULL)",
        "(RegionId IS NULL) <> (RegionName IS NULL) OR (SubAccountId IS NULL) <> (SubAccountName IS NULL)",
        "(SkuId IS NULL) <> (SkuPriceId IS NULL)",
        "ContractedUnitPrice < 0 OR ListUnitPrice < 0 OR ConsumedQuantity < 0",
        "BillingPeriodStart <> '2026-11-01T00:00:00Z'::TIMESTAMPTZ OR BillingPeriodEnd <> '2026-12-01T00:00:00Z'::TIMESTAMPTZ",
        "ChargePeriodStart < BillingPeriodStart OR ChargePeriodEnd > BillingPeriodEnd",
        "date_trunc('hour', ChargePeriodStart) <> ChargePeriodStart",
        "Tags IS NOT NULL AND json_type(Tags) <> 'OBJECT'",
        "SkuPriceDetails IS NOT NULL AND json_type(SkuPriceDetails) <> 'OBJECT'",
        "NOT regexp_full_match(ChargeDescription, '[ -~]+')",
        "BillingAccountId = '' OR SubAccountId = '' OR x_Feature = '' OR x_Model = ''",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("llmcost-focus-").FullName;
    private readonly DuckDb _duckDb = new();

    public static TheoryData<FocusVersion, bool> Versions { get; } = new()
    {
        { FocusVersion.V12, false },
        { FocusVersion.V12, true },
        { FocusVersion.V13, false },
        { FocusVersion.V14, true },
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _duckDb.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Export_ConformsToItsVersion_AndHasTheCostOfTheLedger(FocusVersion version, bool byHour)
    {
        await using var app = await App();
        var options = new FocusExportOptions
        {
            BillingAccountId = "acme",
            Period = s_november,
            Version = version,
            ByHour = byHour,
            ByTags = byHour,
        };

        var csv = await Export(app, options, "focus.csv");
        var parquet = await Export(app, options with { Format = FocusFormat.Parquet }, "focus.parquet");

        var columns = s_columns.Where(column => column.From <= version && version <= column.To).ToList();
        _duckDb.Rows($"CREATE TABLE parquet AS SELECT * FROM '{_folder}/focus.parquet'");
        _duckDb.Rows($"CREATE TABLE csv AS SELECT * FROM read_csv('{_folder}/focus.csv', header = true, all_varchar = true)");
        Assert.Equal(
            columns.Select(column => (column.Name, column.Type)),
            _duckDb.Rows("SELECT column_name, column_type FROM (DESCRIBE parquet)").Select(row => (row[0]!, row[1]!)));
        Assert.Equal(
            columns.Select(column => column.Name),
            _duckDb.Rows("SELECT column_name FROM (DESCRIBE csv)").Select(row => row[0]!));
        foreach (var column in columns)
        {
            Assert.Equal((column.Name, 0m), (column.Name, Rows(Fault(column))));
        }

        foreach (var fault in s_faults)
        {
            Assert.Equal((fault, 0m), (fault, Rows(fault)));
        }

        AssertSameInCsv(columns);
        AssertProducts();
        var length = byHour ? "1 hour" : "1 day";
        Assert.Equal(0, Rows($"ChargePeriodEnd <> ChargePeriodStart + INTERVAL '{length}'"));
        Assert.Empty(_duckDb.Rows(
            "SELECT SkuPriceId FROM parquet WHERE SkuPriceId IS NOT NULL GROUP BY 1 "
                + "HAVING count(DISTINCT SkuId) > 1 OR count(DISTINCT ListUnitPrice) > 1"));

        var cost = app.Records.Sum(record => record.Cost?.Total ?? 0);
        Assert.Equal(cost, csv.EffectiveCost);
        Assert.Equal(cost, parquet.EffectiveCost);
        Assert.Equal(cost, _duckDb.Number("SELECT sum(EffectiveCost)::VARCHAR FROM parquet"));
        Assert.Equal(cost, _duckDb.Rows("SELECT EffectiveCost FROM csv").Sum(row => MoneyText.Parse(row[0]!)));
        Assert.Equal(0, _duckDb.Number("SELECT sum(BilledCost)::VARCHAR FROM parquet"));
        Assert.Equal(csv.Rows, (long)_duckDb.Number("SELECT count(*)::VARCHAR FROM parquet"));
        Assert.Equal((2, false), ((int)csv.UnpricedCalls, csv.IsComplete));
    }

    [Fact]
    public async Task Export_Metered_BillsTheEffectiveCost()
    {
        await using var app = await App();

        await Export(
            app,
            new()
            {
                BillingAccountId = "acme",
                Period = s_november,
                BilledCost = FocusBilledCost.Metered,
                Format = FocusFormat.Parquet,
            },
            "focus.parquet");

        Assert.Equal(
            "0", _duckDb.Text($"SELECT count(*)::VARCHAR FROM '{_folder}/focus.parquet' WHERE BilledCost <> EffectiveCost"));
    }

    [Fact]
    public async Task Export_ReportedCost_IsARequestAtItsOwnPrice_AndRoundingIsAnAdjustment()
    {
        await using var app = await App();

        await Export(
            app, new() { BillingAccountId = "acme", Period = s_november, Format = FocusFormat.Parquet }, "focus.parquet");

        Assert.Equal(
            [["0.0123", "1", "Requests", "Usage"], ["0.05", "2", "Requests", "Usage"]],
            _duckDb.Rows(
                $"""
                SELECT rtrim(ListUnitPrice::VARCHAR, '0'), PricingQuantity::INT::VARCHAR, PricingUnit, ChargeCategory
                FROM '{_folder}/focus.parquet' WHERE SkuId LIKE '%/unallocated' ORDER BY 1
                """));
        var rounding = Assert.Single(_duckDb.Rows(
            $"""
            SELECT EffectiveCost::VARCHAR, ListUnitPrice, PricingQuantity, SkuId FROM '{_folder}/focus.parquet'
            WHERE ChargeCategory = 'Adjustment'
            """));
        Assert.True(MoneyText.Parse(rounding[0]!) > 0);
        Assert.Equal([null, null, null], rounding[1..]);
    }

    [Fact]
    public async Task Export_EmptyPeriod_HasAHeaderOnly()
    {
        await using var app = await App();

        var result = await Export(
            app, new() { BillingAccountId = "acme", Period = LedgerPeriod.Month(2025, 1) }, "focus.csv");

        Assert.Equal((0, 0m, true), (result.Rows, result.EffectiveCost, result.IsComplete));
        var line = Assert.Single(await File.ReadAllLinesAsync(Path.Combine(_folder, "focus.csv"), Cancellation));
        Assert.StartsWith("BilledCost,BillingAccountId,", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_QuantityThatDoesNotFit_IsReportedWithItsCharge()
    {
        await using var app = new TestLedger();
        app.Meter.Record(new PaidCall
        {
            OperationName = "transcription",
            ProviderName = "groq",
            Model = "whisper-large-v3",
            Quantities = [new() { Unit = BillableUnit.AudioSecond, Quantity = 30.1234567890123456789m }],
        });
        await app.Writer.FlushAsync(Cancellation);

        var fault = await Assert.ThrowsAsync<InvalidDataException>(() => Export(
            app, new() { BillingAccountId = "acme", Period = s_november, Format = FocusFormat.Parquet }, "focus.parquet"));

        Assert.Contains("Groq whisper-large-v3 Audio Second", fault.Message, StringComparison.Ordinal);
        Assert.Contains("30.1234567890123456789", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 0, "BillingAccountId")]
    [InlineData("acme", 30, "whole days")]
    public async Task Export_InvalidOption_WritesNothing(string account, int minutes, string words)
    {
        await using var app = await App();
        using var stream = new MemoryStream();

        var fault = await Assert.ThrowsAsync<ArgumentException>(() => FocusExport.WriteAsync(
            app.Read(),
            new() { BillingAccountId = account, Period = s_november with { Start = s_november.Start.AddMinutes(minutes) } },
            stream,
            Cancellation));

        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
        Assert.Equal(0, stream.Length);
    }

    /// <summary>Creates a ledger with every kind of price and cost.</summary>
    private static async Task<TestLedger> App()
    {
        var app = new TestLedger(metering: options =>
        {
            options.Discounts["anthropic"] = 0.15m;
            options.Rounding["mistral_ai"] = 4;
            options.ProvisionedDeployments.Add(new() { Deployment = "ptu", MonthlyCost = 3_000, MonthlyTokens = 70_000_000 });
        });
        for (var i = 0; i < 20; i++)
        {
            app.Call(feature: i % 2 is 0 ? "chat" : "\"Suche\", groß", input: 1_000 + i);
            app.Clock.Advance(TimeSpan.FromMinutes(17));
        }

        Record("anthropic", "claude-sonnet-4-5", new() { Input = 777, InputCacheRead = 1_234, InputCacheWrite = 55, Output = 9 });
        Record("mistral_ai", "mistral-large-latest", new TokenUsage { Input = 1_234, Output = 567 });
        Record("azure.ai.openai", "ptu", new TokenUsage { Input = 1_234, Output = 567 });
        Record("openai", "gpt-5", new TokenUsage { Input = 1_000, Output = 10 }, new ServedAs { ServiceTier = "priority" });
        Record("openai", "no-such-model", new TokenUsage { Input = 7 });
        Record("openai", "no-such-model", new TokenUsage { Input = 7 });
        Record("groq", "whisper-large-v3", quantities: [new() { Unit = BillableUnit.AudioSecond, Quantity = 12.7m }]);
        Record("openrouter", "no/price", new TokenUsage { Input = 70 }, reported: 0.0123m);
        Record("openrouter", "no/price", new TokenUsage { Input = 70 }, reported: 0.05m);
        Record("openrouter", "no/price", new TokenUsage { Input = 90 }, reported: 0.05m);
        Record("openrouter", "openai/gpt-4o", new TokenUsage { Input = 70, Output = 7 }, reported: 0.0000777m);
        await app.Writer.FlushAsync(Cancellation);
        return app;

        void Record(
            string provider, string model, TokenUsage? usage = null, ServedAs servedAs = default, decimal? reported = null,
            BillableQuantity[]? quantities = null) => app.Meter.Record(new PaidCall
            {
                OperationName = "chat",
                ProviderName = provider,
                Model = model,
                Account = "team-7",
                Usage = usage,
                ServedAs = servedAs,
                ReportedCost = reported,
                Quantities = quantities ?? [],
            });
    }

    private async Task<FocusExportResult> Export(TestLedger app, FocusExportOptions options, string name)
    {
        await using var stream = File.Create(Path.Combine(_folder, name));
        return await FocusExport.WriteAsync(app.Read(), options, stream, Cancellation);
    }

    private decimal Rows(string condition) => _duckDb.Number($"SELECT count(*)::VARCHAR FROM parquet WHERE {condition}");

    /// <summary>Returns a condition that finds values that are not allowed in the column.</summary>
    private static string Fault(Column column)
    {
        var isNull = column.IsNullable ? "false" : $"{column.Name} IS NULL";
        return column.Values switch
        {
            null => isNull,
            [] => $"{isNull} OR {column.Name} IS NOT NULL",
            _ => $"{isNull} OR {column.Name} NOT IN ({string.Join(", ", column.Values.Select(value => $"'{value}'"))})",
        };
    }

    /// <summary>Checks that the CSV file has the values of the Parquet file, in the specified format.</summary>
    private void AssertSameInCsv(IReadOnlyList<Column> columns)
    {
        var casts = string.Join(", ", columns.Select(column => $"{column.Name}::{column.Type}"));
        Assert.Empty(_duckDb.Rows($"(SELECT {casts} FROM csv) EXCEPT ALL (SELECT * FROM parquet)"));
        Assert.Empty(_duckDb.Rows($"(SELECT * FROM parquet) EXCEPT ALL (SELECT {casts} FROM csv)"));
        foreach (var column in columns.Where(column => column.Type is not Text))
        {
            var form = column.Type is Time ? @"\d{4}-\d\d-\d\dT\d\d:00:00Z" : column.Type is Count ? @"\d+" : @"-?\d+\.\d+";
            Assert.Equal(
                (column.Name, "0"),
                (column.Name, _duckDb.Text(
                    $"SELECT count(*)::VARCHAR FROM csv WHERE NOT regexp_full_match({column.Name}, '{form}')")));
        }
    }

    /// <summary>Checks that each unit price multiplied by its quantity is the cost, to the last digit.</summary>
    private void AssertProducts()
    {
        var rows = _duckDb.Rows(
            """
            SELECT PricingQuantity::VARCHAR, ListUnitPrice::VARCHAR, ListCost::VARCHAR, ContractedUnitPrice::VARCHAR,
                ContractedCost::VARCHAR, EffectiveCost::VARCHAR, PricingCategory FROM parquet WHERE PricingQuantity IS NOT NULL
            """);
        Assert.NotEmpty(rows);
        foreach (var row in rows)
        {
            var values = row[..6].Select(text => MoneyText.Trim(MoneyText.Parse(text!))).ToArray();
            Assert.Equal(values[2], values[0] * values[1]);
            Assert.Equal(values[4], values[0] * values[3]);
            if (row[6] is "Standard")
            {
                // A reported cost or a price per hour can have more digits than a unit price.
                Assert.InRange(values[4] - values[5], -1e-12m, 1e-12m);
            }
        }
    }

    private sealed record Column(
        string Name, string Type, FocusVersion From = FocusVersion.V12, FocusVersion To = FocusVersion.V14,
        bool IsNullable = false, string[]? Values = null);
}
