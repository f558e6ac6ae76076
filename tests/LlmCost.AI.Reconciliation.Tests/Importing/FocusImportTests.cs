namespace LlmCost.AI.Reconciliation.Tests.Importing;

/// <summary>Imports synthetic files with the columns of FOCUS 1.0 to 1.4.</summary>
public sealed class FocusImportTests : IDisposable
{
    private const string Header = "BilledCost,BillingAccountId,BillingCurrency,BillingPeriodStart,ChargeCategory,ChargeClass,"
        + "ChargePeriodStart,ConsumedQuantity,ConsumedUnit,ProviderName,RegionId,ResourceId,ServiceName,SkuMeter,SubAccountId";

    private readonly Delivery _delivery = new();

    public void Dispose() => _delivery.Dispose();

    [Fact]
    public async Task OwnExport_IsReadWithModelAndUnit()
    {
        _delivery.Write(
            "focus.csv",
            $"{Header},x_Calls,x_Model,x_ServiceTier,x_TokenType",
            "1.25,acme,USD,2026-11-01T00:00:00Z,Usage,,2026-11-01T00:00:00Z,500000.0,Tokens,OpenAI,,,OpenAI API,input_cache_read,"
                + "proj_a,4,gpt-4o,batch,input_cache_read");

        var line = Assert.Single(await _delivery.LinesAsync(BillFileFormat.Focus));

        Assert.Equal(
            new BillLine
            {
                Kind = BillLineKind.Usage,
                Meter = "input_cache_read",
                Provider = "openai",
                Account = "proj_a",
                Model = "gpt-4o",
                Unit = "input_cache_read",
                Quantity = 500_000,
                QuantityUnit = "Tokens",
                Amount = 1.25m,
                Currency = "USD",
                ServiceTier = "batch",
            },
            line);
        Assert.Equal("acme", Assert.Single(_delivery.Buckets()).Scope);
    }

    [Theory]
    [InlineData(
        "AWS", "Amazon Bedrock", "USE1-Claude4.6Sonnet-output-tokens", "aws.bedrock", "anthropic.claude-sonnet-4-6-v1:0", false)]
    [InlineData("Microsoft", "Azure OpenAI", "gpt 4o Opt glbl", "azure.ai.openai", "gpt-4o", true)]
    [InlineData("Google Cloud", "Vertex AI", "Gemini 2.5 Pro Text Output", "gcp.vertex_ai", "gemini-2.5-pro", true)]
    [InlineData("Google Cloud", "Gemini API", "Gemini 2.5 Pro Text Output", "gcp.gemini", "gemini-2.5-pro", true)]
    [InlineData("Anthropic", "Claude API", "output", "anthropic", null, false)]
    public async Task Meter_IsReadInTheFormatOfItsProvider(
        string provider, string service, string meter, string expected, string? model, bool isGuess)
    {
        _delivery.Write("focus.csv", Header, Row(provider: provider, service: service, meter: meter));

        var line = Assert.Single(await _delivery.LinesAsync(BillFileFormat.Focus));

        Assert.Equal((expected, model, "output", isGuess), (line.Provider, line.Model, line.Unit, line.IsGuess));
    }

    [Theory]
    [InlineData("Usage", "", "1", BillLineKind.Usage)]
    [InlineData("Usage", "Correction", "-1", BillLineKind.Refund)]
    [InlineData("Usage", "Correction", "1", BillLineKind.Unknown)]
    [InlineData("Purchase", "", "1", BillLineKind.Fee)]
    [InlineData("Tax", "", "1", BillLineKind.Tax)]
    [InlineData("Credit", "", "-1", BillLineKind.Credit)]
    [InlineData("Adjustment", "", "-1", BillLineKind.Refund)]
    [InlineData("Novelty", "", "1", BillLineKind.Unknown)]
    public async Task ChargeCategory_IsTheKind(string category, string chargeClass, string cost, BillLineKind kind)
    {
        _delivery.Write("focus.csv", Header, Row(category: category, chargeClass: chargeClass, cost: cost));

        Assert.Equal(kind, Assert.Single(await _delivery.LinesAsync(BillFileFormat.Focus)).Kind);
    }

    [Fact]
    public async Task ChargeOfAnEarlierPeriod_BelongsToTheFirstDayOfItsBill_AndIsNotUsage()
    {
        _delivery.Write("focus.csv", Header, Row(time: "2026-10-30T00:00:00Z", cost: "-2"));

        Assert.Equal(BillLineKind.Refund, Assert.Single(await _delivery.LinesAsync(BillFileFormat.Focus)).Kind);
        Assert.Equal(11, Assert.Single(_delivery.Buckets()).Start.Month);
    }

    [Fact]
    public async Task AzureResource_IsTheAccountInLowerCase()
    {
        _delivery.Write("focus.csv", Header, Row(provider: "Microsoft", service: "Azure OpenAI"));

        Assert.Equal("/subs/shop", Assert.Single(await _delivery.LinesAsync(BillFileFormat.Focus)).Account);
    }

    private static string Row(
        string category = "Usage",
        string chargeClass = "",
        string cost = "1",
        string time = "2026-11-01T00:00:00Z",
        string provider = "AWS",
        string service = "Amazon Bedrock",
        string meter = "USE1-Claude4.6Sonnet-output-tokens") =>
        $"{cost},acme,USD,2026-11-01T00:00:00Z,{category},{chargeClass},{time},2,1K tokens,{provider},us-east-1,/Subs/Shop,"
            + $"{service},{meter},42";
}
