using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;

namespace LlmCost.AI.Tests;

public sealed class AddCostMeteringTests
{
    private readonly TestChatClient _provider = new();
    private readonly RecordingObserver _observer = new();
    private readonly FakeLogCollector _logs = new();
    private readonly Settings _settings = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CustomPrice_InConfiguration_TakesPrecedenceOverTheCatalog()
    {
        Set("Prices:0:Provider", "openai", "Prices:0:Model", "gpt-4o", "Prices:0:Input", "1", "Prices:0:Output", "2");
        using var services = Build();

        await CallAsync(services);

        Assert.Equal((1_000 * 1m / 1_000_000) + (100 * 2m / 1_000_000), _observer.Single.Cost?.Total);
        Assert.Equal(PriceSource.Configuration, _observer.Single.PriceSource);
    }

    [Fact]
    public async Task CustomPrice_InCode_TakesPrecedenceOverConfiguration()
    {
        Set("Prices:0:Provider", "openai", "Prices:0:Model", "gpt-4o", "Prices:0:Input", "1", "Prices:0:Output", "2");
        using var services = Build(options =>
            options.Prices.Add(new ModelPriceOptions { Provider = "openai", Model = "gpt-4o", Input = 3, Output = 0 }));

        await CallAsync(services);

        Assert.Equal(0.003m, _observer.Single.Cost?.Total);
    }

    [Fact]
    public void CustomPrice_InConfiguration_HasEveryRateFeeAndVariant()
    {
        Set(
            "Prices:0:Provider", "my-gateway", "Prices:0:Model", "my-model", "Prices:0:Currency", "EUR", "ExchangeRates:EUR", "2",
            "Prices:0:Fees:0:Unit", "image", "Prices:0:Fees:0:Amount", "40", "Prices:0:Fees:0:Per", "1000",
            "Prices:0:Fees:0:Kind", "hd",
            "Prices:0:Fees:0:Direction", "output",
            "Prices:0:Variants:0:FromInputTokens", "1000", "Prices:0:Variants:0:SizeBasis", "uncachedInput",
            "Prices:0:Variants:0:IsMarginal", "true",
            "Prices:0:Variants:0:ServiceTier", "flex", "Prices:0:Variants:0:Region", "eu", "Prices:0:Variants:0:Speed", "fast",
            "Prices:0:Variants:0:Factor", "1.1", "Prices:0:Variants:0:Rates:OutputVideo", "3");
        foreach (var kind in TokenKinds.All)
        {
            Set($"Prices:0:{kind}", $"{(int)kind}");
        }

        using var services = Build();

        Assert.Equal(
            new ModelPrice
            {
                Rates = TokenRates.Create(kind => 2 * (int)kind),
                Fees =
                [
                    new() { Unit = BillableUnit.Image, Amount = 80, Per = 1_000, Kind = "hd", Direction = CostDirection.Output },
                ],
                Variants =
                [
                    new()
                    {
                        FromInputTokens = 1_000, SizeBasis = PromptSizeBasis.UncachedInput, IsMarginal = true,
                        ServiceTier = "flex", Region = "eu",
                        Speed = "fast", Factor = 1.1m, Rates = new() { OutputVideo = 6 },
                    },
                ],
            },
            services.GetRequiredService<CostMeter>().FindPrice("my-gateway", "my-model"));
    }

    [Fact]
    public async Task CustomPrice_InCodeWithAllParts_TakesPrecedenceOverConfiguration()
    {
        Set("Prices:0:Provider", "openai", "Prices:0:Model", "gpt-4o", "Prices:0:Input", "1", "Prices:0:Output", "2");
        var price = new ModelPrice
        {
            Rates = new() { Input = 3, InputAudioCacheRead = 2, Output = 4 },
            Fees = [new() { Unit = BillableUnit.Request, Amount = 0.01m }],
            Variants = [new() { FromInputTokens = 1_000, Factor = 2 }],
        };
        using var services = Build(options => options.Prices.Add("OpenAI", "gpt-4o", price));

        await CallAsync(services);

        Assert.Equal(price, services.GetRequiredService<CostMeter>().FindPrice("openai", "gpt-4o"));
        Assert.Equal((2 * ((1_000 * 3m) + (100 * 4m)) / 1_000_000) + 0.01m, _observer.Single.Cost?.Total);
        Assert.Equal(["input", "output", "request"], _observer.Single.Charges.Select(charge => charge.Unit));
        Assert.Equal(_observer.Single.Cost?.Total, _observer.Single.Charges.Sum(charge => charge.Cost));
    }

    [Fact]
    public void CustomPrice_WithOnlyFees_NeedsNoTokenRates()
    {
        Set(
            "Prices:0:Provider", "openai", "Prices:0:Model", "my-images", "Prices:0:Fees:0:Unit", "Image",
            "Prices:0:Fees:0:Amount", "0.04");
        using var services = Build();
        var meter = services.GetRequiredService<CostMeter>();

        Assert.Equal(
            0.08m,
            meter.Estimate(
                "openai", "my-images", default, quantities: [new() { Unit = BillableUnit.Image, Quantity = 2 }]).Cost?.Total);
        Assert.Equal(
            UnpricedReason.MissingRate, meter.Estimate("openai", "my-images", new TokenUsage { Input = 1_000 }).UnpricedReason);
    }

    [Fact]
    public async Task CustomPrice_InAnotherCurrency_IsConvertedToUsd()
    {
        Set(
            "Prices:0:Provider", "openai", "Prices:0:Model", "gpt-4o", "Prices:0:Input", "10", "Prices:0:Output", "20",
            "Prices:0:Currency", "eur",
            "ExchangeRates:EUR", "1.16");
        using var services = Build();

        await CallAsync(services);

        Assert.Equal(((1_000 * 10m) + (100 * 20m)) * 1.16m / 1_000_000, _observer.Single.Cost?.Total);
    }

    [Fact]
    public async Task PriceFile_InConfiguration_IsRelativeToTheContentRoot()
    {
        var root = Directory.CreateTempSubdirectory("llmcost");
        var path = Path.Combine(root.FullName, "prices", "own.json");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(
            path,
            """{"provider":"openai","source":"https://example.com","checked":"2026-11-01","models":{"gpt-4o":{"prices":"""
                + """[{"price":{"input":5,"output":8}}]}}}""",
            Token);
        Set("PriceFiles:0", "prices/own.json");
        _settings.Set("contentRoot", root.FullName);
        using (var services = Build())
        {
            await CallAsync(services);
        }

        root.Delete(recursive: true);
        Assert.Equal((path, 0.005m), (_observer.Single.PriceListName, _observer.Single.Cost?.Input));
    }

    [Fact]
    public async Task Fallback_InConfiguration_IsLoggedAsAWarningOnce()
    {
        Set("ResellerFallbacks:my-router:0", "openai", "ProviderHosts:127.0.0.1", "my-router");
        using var services = Build();
        var client = new CostMeteringChatClient(_provider, services.GetRequiredService<CostMeter>())
        {
            ProviderName = "my-router",
        };

        await client.GetResponseAsync("hi", cancellationToken: Token);
        await client.GetResponseAsync("hi", cancellationToken: Token);

        Assert.All(_observer.Records, record => Assert.Equal(("openai", 0.0035m), (record.FallbackProvider, record.Cost?.Total)));
        Assert.Single(
            _logs.GetSnapshot(),
            log => log.Level is LogLevel.Warning
                && log.Message.Contains("the price of 'openai' is used", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Deployment_InConfiguration_DeterminesTheModel()
    {
        Set("Deployments:prod-chat-eu", "gpt-4o");
        _provider.OnGetResponse = (_, _, _) => Task.FromResult(TestChatClient.Response(model: "prod-chat-eu"));
        using var services = Build();

        await CallAsync(services);

        Assert.Equal(0.0035m, _observer.Single.Cost?.Total);
        Assert.Equal(PriceSource.List, _observer.Single.PriceSource);
    }

    [Fact]
    public async Task Discount_InConfiguration_LowersTheCatalogPrice()
    {
        Set("Discounts:openai", "0.15");
        using var services = Build();

        await CallAsync(services);

        Assert.Equal(0.0035m * 0.85m, _observer.Single.Cost?.Total);
        Assert.Equal(0.0035m, _observer.Single.ListCost);
    }

    [Theory]
    [InlineData(new[] { "Adjustments:0:Provider", "openai", "Adjustments:0:Factor", "1.05" }, 1.05)]
    [InlineData(
        new[]
        {
            "Adjustments:0:Provider", "openai", "Adjustments:0:Model", "gpt-4o", "Adjustments:0:Factor", "0.8",
            "Discounts:openai", "0.5",
        },
        0.8)]
    [InlineData(
        new[]
        {
            "Adjustments:0:Provider", "openai", "Adjustments:0:Model", "gpt-5", "Adjustments:0:Factor", "0.8", "Discounts:openai",
            "0.5",
        },
        0.5)]
    [InlineData(
        new[] { "Adjustments:0:Provider", "openai", "Adjustments:0:ServiceTier", "flex", "Adjustments:0:Factor", "0.8" }, 1)]
    [InlineData(new[] { "Adjustments:0:Provider", "anthropic", "Adjustments:0:Factor", "0.8" }, 1)]
    public async Task Adjustments_InConfiguration_TheMostSpecificApplies(string[] settings, double factor)
    {
        Set(settings);
        _settings.Set("contentRoot", "/app");
        using var services = Build();

        await CallAsync(services);

        Assert.Equal(0.0035m * (decimal)factor, _observer.Single.Cost?.Total);
    }

    [Fact]
    public async Task ProvisionedDeployment_CountsTokensAndHasNoCost()
    {
        Set("ProvisionedDeployments:0:Deployment", "gpt-4o");
        using var services = Build();
        using var unpriced = new MetricCollector<long>(
            services.GetRequiredService<IMeterFactory>(), LlmCostTelemetry.MeterName, "llmcost.unpriced.calls");
        using var tokens = new MetricCollector<long>(
            services.GetRequiredService<IMeterFactory>(), LlmCostTelemetry.MeterName, "llmcost.usage.tokens");

        await CallAsync(services);

        Assert.True(_observer.Single.IsProvisioned);
        Assert.Null(_observer.Single.Cost);
        Assert.Equal(UnpricedReason.None, _observer.Single.UnpricedReason);
        Assert.Empty(unpriced.GetMeasurementSnapshot());
        Assert.Equal(1_100, tokens.GetMeasurementSnapshot().Sum(point => point.Value));
    }

    [Fact]
    public async Task ProvisionedDeployment_WithAMonthlyCost_IsBilledAShareOfIt()
    {
        Set(
            "ProvisionedDeployments:0:Deployment", "GPT-4o", "ProvisionedDeployments:0:MonthlyCost", "3000",
            "ProvisionedDeployments:0:MonthlyTokens", "100000000");
        using var services = Build();

        await CallAsync(services);

        Assert.Equal(1_100 * 3_000m / 100_000_000, _observer.Single.Cost?.Total);
        Assert.Equal(PriceSource.Amortized, _observer.Single.PriceSource);
    }

    [Fact]
    public async Task Endpoint_InConfiguration_DeterminesTheProvider()
    {
        Set("ProviderHosts:gateway.example", "azure.ai.openai");
        _provider.Metadata = new ChatClientMetadata("openai", new Uri("https://gateway.example:8443/v1"), "gpt-4o");
        using var services = Build();

        await CallAsync(services);

        Assert.Equal("azure.ai.openai", _observer.Single.ProviderName);
    }

    [Theory]
    [InlineData("gateway.example:8443", "https://gateway.example:8443/v1")]
    [InlineData("10.0.0.7:8443", "https://10.0.0.7:8443/v1")]
    [InlineData("[::1]:8443", "https://[::1]:8443/v1")]
    [InlineData("[fd00::7]", "https://[fd00::7]/v1")]
    [InlineData("::1", "https://[::1]/v1")]
    public async Task Endpoint_WithPortOrAddressInConfiguration_DeterminesTheProviderAndTheAccount(string host, string endpoint)
    {
        // A colon separates the parts of a configuration key, so the binder reads only the part before the first colon as the
        // host.
        Set($"ProviderHosts:{host}", "azure.ai.openai", $"Accounts:{host}", "team-a");
        _provider.Metadata = new ChatClientMetadata("openai", new Uri(endpoint), "gpt-4o");
        using var services = Build();

        await CallAsync(services);

        Assert.Equal(("azure.ai.openai", "team-a"), (_observer.Single.ProviderName, _observer.Single.Account));
    }

    [Theory]
    [InlineData(
        "Discounts:opnai", "0.1", "LlmCost:Discounts:opnai names provider 'opnai', which is unknown. Did you mean 'openai'?")]
    [InlineData("Rounding:antropic", "4", "LlmCost:Rounding:antropic names provider 'antropic', which is unknown.")]
    [InlineData("ProviderHosts:llm.example", "togheter", "LlmCost:ProviderHosts:llm.example names provider 'togheter', which")]
    [InlineData("ResellerFallbacks:my-router:0", "opnai", "LlmCost:ResellerFallbacks:my-router:0 names provider 'opnai', which")]
    public void UnknownProvider_InConfiguration_IsReportedAtStartWithTheNearestName(string key, string value, string message)
    {
        Set(key, value);
        using var services = Build();

        services.GetRequiredService<CostMeter>();

        var warning = Assert.Single(_logs.GetSnapshot(), log => log.Level is LogLevel.Warning);
        Assert.Contains(message, warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UnknownProvider_UnlikeAnyKnownName_IsAccepted()
    {
        Set("ProviderHosts:llm.example", "my-router", "Rounding:my-router", "4", "Discounts:together_ai", "0.1");
        using var services = Build();

        services.GetRequiredService<CostMeter>();

        Assert.DoesNotContain(_logs.GetSnapshot(), log => log.Level is LogLevel.Warning);
    }

    [Theory]
    [InlineData(
        new[] { "Prices:0:Provider", "openai", "Prices:0:Model", "gpt5.1", "Prices:0:Input", "1", "Prices:0:Output", "8" },
        "LlmCost:Prices:0:Model names model 'gpt5.1', which is in no price list. Did you mean 'gpt-5.1'?")]
    [InlineData(
        new[] { "Adjustments:0:Provider", "anthropic", "Adjustments:0:Model", "claude-sonet-4-5", "Adjustments:0:Factor", "0.9" },
        "LlmCost:Adjustments:0:Model names model 'claude-sonet-4-5', which is in no price list."
            + " Did you mean 'claude-sonnet-4-5'?")]
    [InlineData(
        new[] { "Deployments:prod", "gpt-4o-mni" },
        "LlmCost:Deployments:prod names model 'gpt-4o-mni', which is in no price list. Did you mean 'gpt-4o-mini'?")]
    public void MisspelledModel_InConfiguration_IsReportedAtStartWithTheNearestName(string[] settings, string message)
    {
        Set(settings);
        using var services = Build();

        services.GetRequiredService<CostMeter>();

        var warning = Assert.Single(_logs.GetSnapshot(), log => log.Level is LogLevel.Warning);
        Assert.Equal(message, warning.Message);
    }

    [Fact]
    public void UnknownModel_UnlikeAnyKnownName_IsAccepted()
    {
        // A name that differs only in its digits is another version, not a misspelling.
        Set("Prices:0:Provider", "openai", "Prices:0:Model", "gpt-9.9", "Prices:0:Input", "1", "Prices:0:Output", "8");
        Set("Prices:1:Provider", "openai", "Prices:1:Model", "in-house", "Prices:1:Input", "1", "Prices:1:Output", "8");
        Set("Prices:2:Provider", "openai", "Prices:2:Model", "gpt-4o-2024-11-20", "Prices:2:Input", "1", "Prices:2:Output", "8");
        Set("Prices:3:Provider", "openai", "Prices:3:Model", "*", "Prices:3:Input", "1", "Prices:3:Output", "8");
        Set("Deployments:prod", "in-house", "Deployments:test", "anthropic.claude-sonnet-4-5-20250929-v1:0");
        using var services = Build();

        services.GetRequiredService<CostMeter>();

        Assert.DoesNotContain(_logs.GetSnapshot(), log => log.Level is LogLevel.Warning);
    }

    [Theory]
    [InlineData("0.00000125", "0.00001", "LlmCost:Prices:0:Input is 0.00000125 USD, but the list price of model 'gpt-5.1' is 1.25"
        + " USD per million tokens. It looks like a price per token; custom prices are per million tokens.")]
    [InlineData("0.0011", "0.009", "LlmCost:Prices:0:Input is 0.0011 USD, but the list price of model 'gpt-5.1' is 1.25 USD per"
        + " million tokens. It looks like a price per thousand tokens; custom prices are per million tokens.")]
    [InlineData("1.1", "9000", "LlmCost:Prices:0:Output is 9000 USD, but the list price of model 'gpt-5.1' is 10 USD per million"
        + " tokens. Check its unit and currency; custom prices are per million tokens.")]
    public void PriceInAnotherUnitThanTheListPrice_IsReportedAtStart(string input, string output, string message)
    {
        Set("Prices:0:Provider", "openai", "Prices:0:Model", "gpt-5.1", "Prices:0:Input", input, "Prices:0:Output", output);
        using var services = Build();

        services.GetRequiredService<CostMeter>();

        Assert.Equal(message, Assert.Single(_logs.GetSnapshot(), log => log.Level is LogLevel.Warning).Message);
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("0.01", "0.05")]
    [InlineData("125", "1000")]
    public void UnusualPrice_ThatMayBeIntended_IsNotReported(string input, string output)
    {
        Set("Prices:0:Provider", "openai", "Prices:0:Model", "gpt-5.1", "Prices:0:Input", input, "Prices:0:Output", output);
        using var services = Build();

        services.GetRequiredService<CostMeter>();

        Assert.DoesNotContain(_logs.GetSnapshot(), log => log.Level is LogLevel.Warning);
    }

    [Fact]
    public async Task CustomPriceOfTheRequest_IsIgnoredWithOneWarning_IfAListHasTheAnsweringModel()
    {
        Set("Prices:0:Provider", "openai", "Prices:0:Model", "my-alias", "Prices:0:Input", "0", "Prices:0:Output", "0");
        _provider.Metadata = new ChatClientMetadata("openai", new Uri("https://api.openai.com/v1"), "my-alias");
        using var services = Build();

        await CallAsync(services);
        await CallAsync(services);

        Assert.All(
            _observer.Records,
            record => Assert.Equal((0.0035m, PriceSource.List), (record.Cost?.Total, record.PriceSource)));
        var warning = Assert.Single(_logs.GetSnapshot(), log => log.Level is LogLevel.Warning);
        Assert.Equal("CustomPricePassedOver", warning.Id.Name);
        Assert.StartsWith(
            "The custom price of 'my-alias' of provider 'openai' does not apply, because the response names model 'gpt-4o",
            warning.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Discount:openai", "0.1", "LlmCost:Discount is not a key of LlmCost; did you mean 'Discounts'?")]
    [InlineData(
        "Prices:0:CachedInput", "1", "LlmCost:Prices:0:CachedInput is not a key of LlmCost; did you mean 'InputCacheRead'?")]
    [InlineData(
        "Prices:0:Variants:0:Rates:Inptu", "1", "LlmCost:Prices:0:Variants:0:Rates:Inptu is not a key of LlmCost; did you")]
    [InlineData("Prices:0:Fees:0:Price", "1", "it must be one of Unit, Amount, Per, Kind, Direction.")]
    [InlineData(
        "Endpoints:llm.example", "openai", "LlmCost:Endpoints is not a key of LlmCost; it must be one of Prices, PriceFiles, ")]
    [InlineData(
        "ProvisionedDeployments:0:Name", "ptu", "LlmCost:ProvisionedDeployments:0:Name is not a key of LlmCost; it must be")]
    [InlineData("MaxTagValues", "abc", "LlmCost:MaxTagValues is 'abc'; it must be a whole number.")]
    [InlineData("MaxTagValues", "1.5", "LlmCost:MaxTagValues is '1.5'; it must be a whole number.")]
    [InlineData("Rounding:openai", "four", "LlmCost:Rounding:openai is 'four'; it must be a whole number.")]
    [InlineData(
        "ProvisionedDeployments:0:MonthlyTokens", "1e9", "LlmCost:ProvisionedDeployments:0:MonthlyTokens is '1e9'; it must be a")]
    [InlineData(
        "Discounts:openai", "15%", "LlmCost:Discounts:openai is '15%'; it must be a number, with '.' before the decimals.")]
    [InlineData(
        "Discounts:openai", "0,15", "LlmCost:Discounts:openai is '0,15'; it must be a number, with '.' before the decimals.")]
    [InlineData("Prices:0:Input", "$1", "LlmCost:Prices:0:Input is '$1'; it must be a number, with '.' before the decimals.")]
    [InlineData("Prices:0:IsRouting", "yes", "LlmCost:Prices:0:IsRouting is 'yes'; it must be true or false.")]
    [InlineData("RecordLogLevel", "Wraning", "LlmCost:RecordLogLevel is 'Wraning'; did you mean 'Warning'?")]
    [InlineData("Budget:month:Usd", "1", "LlmCost:Budget is not a key of LlmCost; did you mean 'Budgets'?")]
    [InlineData("RecordLogLevel", "Loud", "LlmCost:RecordLogLevel is 'Loud'; it must be one of Trace, Debug, Information, ")]
    [InlineData(
        "Prices:0:Fees:0:Unit", "Picture", "LlmCost:Prices:0:Fees:0:Unit is 'Picture'; it must be one of Request, Image, ")]
    [InlineData("Adjustments:0", "0.9", "LlmCost:Adjustments:0 is '0.9'; it must be a section with keys.")]
    [InlineData("Feeds:Source:0:Url", "https://a", "LlmCost:Feeds:Source is not a key of LlmCost; did you mean 'Sources'?")]
    [InlineData(
        "Feeds:Sources:0:Uri", "https://a", "LlmCost:Feeds:Sources:0:Uri is not a key of LlmCost; did you mean 'Url'?")]
    [InlineData(
        "Feeds:Sources:0:Schedule", "1", "it must be one of Url, Name, Interval, Sha256, PublicKeys, SignatureUrl.")]
    [InlineData("Feeds:Sources:0:Interval", "6h", "LlmCost:Feeds:Sources:0:Interval is '6h'; it must be a time span, such as")]
    [InlineData("Feeds:MaxBytes", "32 MiB", "LlmCost:Feeds:MaxBytes is '32 MiB'; it must be a whole number.")]
    [InlineData("Discounts", "0.15", "LlmCost:Discounts is '0.15'; it must be a list or a section with keys.")]
    public async Task Start_InvalidKeyOrValue_FailsWithTheKeyAndTheAllowedValues(string key, string value, string message)
    {
        Set(key, value);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        ((IConfigurationBuilder)builder.Configuration).Add(_settings);
        builder.Services.AddCostMetering();
        using var host = builder.Build();

        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Token));

        Assert.Contains(message, Assert.Single(fault.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public void KeysOfEveryOption_CommentsAndOtherPackages_AreValid()
    {
        Set("//", "a comment", "_comment", "another", "$schema", "x", "feeds:Sources:0:Url", "https://example.com/prices.json");
        Set("maxtagvalues", "", "Deployments:Discount", "gpt-4o", "PriceFiles", "", "recordLogLevel", "debug");
        SetAll("", typeof(CostMeteringOptions));

        Assert.Empty(ConfigurationFaults.In(new ConfigurationRoot([_settings]).GetSection("LlmCost")));
    }

    [Fact]
    public async Task Tags_InConfiguration_BecomeAttributes()
    {
        Set("MetricTags:0", "team");
        using var services = Build();
        using var calls = new MetricCollector<long>(
            services.GetRequiredService<IMeterFactory>(), LlmCostTelemetry.MeterName, "llmcost.calls");

        using (CostScope.Begin(null, ("team", "search")))
        {
            await CallAsync(services);
        }

        Assert.Equal("search", calls.LastMeasurement!.Tags["team"]);
    }

    [Fact]
    public async Task Code_ChangesTheOptionsAfterTheConfiguration()
    {
        Set("Discounts:openai", "0.15");
        using var services = Build(options => options.Discounts["openai"] = 0.5m);

        await CallAsync(services);

        Assert.Equal(0.0035m * 0.5m, _observer.Single.Cost?.Total);
    }

    public static TheoryData<string, string, string> Faults => new()
    {
        { "Prices:0:Input", "-1", "LlmCost:Prices:0:Input is -1; it must be between 0 and 1000000 USD per million tokens." },
        { "Prices:0:Input", "2000000", "LlmCost:Prices:0:Input is 2000000; it must be between" },
        { "Prices:0:Provider", "", "LlmCost:Prices:0:Provider is missing" },
        { "Prices:0:Model", "", "LlmCost:Prices:0:Model is missing" },
        { "Prices:0:Output", "", "LlmCost:Prices:0:Output is missing" },
        {
            "Prices:0:OutputVideo",
            "-1",
            "LlmCost:Prices:0:OutputVideo is -1; it must be between 0 and 1000000 USD per million tokens."
        },
        { "Prices:0:Fees:0:Amount", "1", "LlmCost:Prices:0:Fees:0:Unit is missing; it must be one of Request, Image, " },
        { "Prices:0:Fees:0:Unit", "99", "LlmCost:Prices:0:Fees:0:Unit is 99; it must be one of Request, Image, " },
        {
            "Prices:0:Fees:0:Unit",
            "image",
            "LlmCost:Prices:0:Fees:0:Amount is missing; it must be the price of as many units as Per specifies"
        },
        { "Prices:0:Fees:0:Amount", "-1", "LlmCost:Prices:0:Fees:0:Amount is -1; it must be between 0 and 1000000 USD." },
        { "Prices:0:Fees:0:Per", "0", "LlmCost:Prices:0:Fees:0:Per is 0; it must be greater than 0." },
        { "Prices:0:Fees:0:Direction", "7", "LlmCost:Prices:0:Fees:0:Direction is 7; it must be one of " },
        {
            "Prices:0:Variants:0:ServiceTier",
            "flex",
            "LlmCost:Prices:0:Variants:0 changes nothing; it must have Rates or a Factor."
        },
        { "Prices:0:Variants:0:Factor", "101", "LlmCost:Prices:0:Variants:0:Factor is 101; it must be between 0 and 100." },
        {
            "Prices:0:Variants:0:FromInputTokens",
            "0",
            "LlmCost:Prices:0:Variants:0:FromInputTokens is 0; it must be 1 token or more."
        },
        {
            "Prices:0:Variants:0:SizeBasis",
            "7",
            "LlmCost:Prices:0:Variants:0:SizeBasis is 7; it must be one of Input, UncachedInput, InputAndOutput."
        },
        {
            "Prices:0:Variants:0:Rates:Input",
            "-1",
            "LlmCost:Prices:0:Variants:0:Rates:Input is -1; it must be between 0 and 1000000 USD"
        },
        { "Deployments:test", "", "LlmCost:Deployments:test is ''; it must be the name of the model" },
        { "ProviderHosts:https", "//gateway", "LlmCost:ProviderHosts:https" },
        { "ProviderHosts:https://gateway.example", "openai", "LlmCost:ProviderHosts:https://gateway.example: " },
        {
            "ProviderHosts:gateway.example:port",
            "openai",
            "'gateway.example:port' is not a host; it must be a host name or an IP"
        },
        { "Accounts:gateway.example/v1", "team", "LlmCost:Accounts:gateway.example/v1: 'gateway.example/v1' is not a host" },
        { "ProviderHosts:[0::1]", "openai", "is another spelling of a host that is listed already" },
        { "Discounts:openai", "15", "LlmCost:Discounts:openai is 15; it must be a share between 0 and 1" },
        { "Deployments:prod", "gpt-4o", "differs from another deployment only in white space or case" },
        { "Discounts:google", "0.1", "another spelling of a provider that already has a discount" },
        { "Adjustments:0:Provider", "openai", "LlmCost:Adjustments:0:Factor is missing; it must be between 0 and 10" },
        { "Adjustments:0:Factor", "11", "LlmCost:Adjustments:0:Factor is 11; it must be between 0 and 10" },
        { "Adjustments:0:Factor", "1", "LlmCost:Adjustments:0:Provider is missing" },
        { "ProvisionedDeployments:0:MonthlyTokens", "5", "LlmCost:ProvisionedDeployments:0:Deployment is missing" },
        {
            "ProvisionedDeployments:0:MonthlyTokens",
            "5",
            "LlmCost:ProvisionedDeployments:0 has only one of MonthlyCost and MonthlyTokens; it must have both or neither."
        },
        {
            "ProvisionedDeployments:0:MonthlyCost",
            "1e28",
            "LlmCost:ProvisionedDeployments:0:MonthlyCost is 10000000000000000000000000000; it must be at most 1000000000 USD."
        },
        {
            "ProvisionedDeployments:0:MonthlyCost",
            "0",
            "LlmCost:ProvisionedDeployments:0:MonthlyCost is 0; it must be greater than 0 USD"
        },
        { "MetricTags:0", "user.id", "LlmCost:MetricTags:0 is 'user.id'; ids can't be metric attributes" },
        { "MetricTags:0", "gen_ai.foo", "LlmCost:MetricTags:0 is 'gen_ai.foo'; names that begin with" },
        { "MetricTags:0", " ", "LlmCost:MetricTags:0 is empty" },
        { "MetricTags:0", "le", "LlmCost:MetricTags:0 is 'le'; its Prometheus name 'le' is reserved. Choose another name." },
        { "MetricTags:0", "error.type", "LlmCost:MetricTags:0 is 'error.type'; its Prometheus name 'error_type' is reserved" },
        { "MetricTags:0", "gen_ai_provider_name", "its Prometheus name 'gen_ai_provider_name' is reserved" },
        { "MetricTags:0", "__name__", "its Prometheus name '__name__' is reserved" },
        { "MetricTags:0", "a\"} 1", "it may contain only letters, digits and the characters _ . - /." },
        {
            "MetricTags:1",
            "cost-center",
            "LlmCost:MetricTags:1 is 'cost-center', which has the same Prometheus name as another tag"
        },
        { "MaxPriceChangeFactor", "0.5", "LlmCost:MaxPriceChangeFactor is 0.5; it must be between 1 and 1000000." },
        { "MaxRemovedModelShare", "2", "LlmCost:MaxRemovedModelShare is 2; it must be between 0 and 1." },
        { "PriceFiles:0", " ", "LlmCost:PriceFiles:0 is empty" },
        { "ExchangeRates:EURO", "1", "LlmCost:ExchangeRates:EURO: 'EURO' must be the ISO 4217 code" },
        { "ExchangeRates:USD", "1", "LlmCost:ExchangeRates:USD: 'USD' must be the ISO 4217 code of a currency other than USD" },
        { "ExchangeRates:EUR", "0", "LlmCost:ExchangeRates:EUR is 0; it must be the value of one unit in USD, greater than 0." },
        { "Prices:0:Currency", "CNY", "LlmCost:Prices:0:Currency is 'CNY'; LlmCost:ExchangeRates must contain its rate." },
        { "ResellerFallbacks:openai:0", "openai", "LlmCost:ResellerFallbacks:openai must be a list of other providers" },
        { "Rounding:openai", "29", "LlmCost:Rounding:openai is 29; it must be a number of decimals between 0 and 28." },
        { "Rounding: ", "2", "LlmCost:Rounding:  has no name; the key must be the name of a provider" },
        { "Discounts: ", "0.1", "LlmCost:Discounts:  has no name; the key must be the name of a provider" },
        { "ResellerFallbacks: :0", "openai", "LlmCost:ResellerFallbacks:  has no name; the key must be the name of a provider" },
        { "MaxTagValues", "0", "LlmCost:MaxTagValues is 0; it must be between 1 and 100000." },
        { "RecordLogLevel", "17", "LlmCost:RecordLogLevel is 17; it must be one of Trace, Debug" },
        { "SemanticConventions", "17", "LlmCost:SemanticConventions is 17; it must be one of Auto" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Start_InvalidValue_FailsAndReportsTheKey(string key, string value, string message)
    {
        Set("Prices:0:Provider", "openai", "Prices:0:Model", "m", "Prices:0:Input", "1", "Prices:0:Output", "1");
        Set("Deployments:prod ", "gpt-4o", "Discounts:gcp.gemini", "0.1", "MetricTags:0", "cost.center");
        Set("ProviderHosts:[::1]", "groq");
        Set(key, value);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        ((IConfigurationBuilder)builder.Configuration).Add(_settings);
        builder.Services.AddCostMetering();
        using var host = builder.Build();

        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Token));

        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { "PriceFiles:0", "a\0b" }, "LlmCost:PriceFiles:0: Null character in path.")]
    [InlineData(
        new[]
        {
            "ProvisionedDeployments:0:Deployment", "ptu", "ProvisionedDeployments:0:MonthlyCost", "3000",
            "ProvisionedDeployments:0:MonthlyTokens", "2999",
        },
        "LlmCost:ProvisionedDeployments:0:MonthlyTokens is 2999; each token would cost more than 1 USD")]
    public void Meter_InconsistentValues_FailsAndReportsTheKey(string[] settings, string message)
    {
        Set(settings);
        _settings.Set("contentRoot", "/app");
        using var services = Build();

        var fault = Assert.Throws<OptionsValidationException>(services.GetRequiredService<CostMeter>);

        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validation_ManyFaults_ListsAllFaults()
    {
        var options = new CostMeteringOptions { MaxTagValues = 0 };
        options.Discounts["openai"] = 2;
        options.Prices.Add(new ModelPriceOptions());

        var fault = Assert.Throws<OptionsValidationException>(() => new CostMeter(options));

        Assert.Equal(6, fault.Failures.Count());
    }

    [Fact]
    public async Task Reload_ValidChange_AppliesToTheNextMeteredCall()
    {
        using var services = Build();
        await CallAsync(services);

        Set("Discounts:openai", "1");
        _settings.Change();
        await CallAsync(services);

        Assert.Equal([0.0035m, 0m], _observer.Records.Select(record => record.Cost!.Value.Total));
    }

    [Fact]
    public async Task Reload_InvalidChange_KeepsTheOldOptions_AndIsLoggedAndCounted()
    {
        Set("Discounts:openai", "0.5");
        using var services = Build();
        using var failures = new MetricCollector<long>(
            services.GetRequiredService<IMeterFactory>(), LlmCostTelemetry.MeterName, "llmcost.failures");
        await CallAsync(services);

        Set("Discounts:openai", "fifteen");
        _settings.Change();
        Set("Discounts:openai", "15");
        _settings.Change();
        await CallAsync(services);

        Assert.Equal([0.00175m, 0.00175m], _observer.Records.Select(record => record.Cost!.Value.Total));
        Assert.Equal(
            2, failures.GetMeasurementSnapshot().Count(point => point.Tags["llmcost.failure.reason"] is "configuration"));
        var errors = _logs.GetSnapshot().Where(log => log.Level is LogLevel.Error).ToList();
        Assert.Contains("fifteen", errors[0].Message, StringComparison.Ordinal);
        Assert.Contains("LlmCost:Discounts:openai is 15", errors[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutConfigurationAndLogging_Works()
    {
        using var services = new ServiceCollection().AddCostMetering().AddObserver(_observer).Services.BuildServiceProvider();

        await CallAsync(services);

        Assert.Equal(0.0035m, _observer.Single.Cost?.Total);
    }

    [Fact]
    public async Task UseCostMetering_WithoutAddCostMetering_UsesTheServicesOfTheContainer()
    {
        Set("Discounts:openai", "0.5");
        using var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationRoot([_settings]))
            .AddSingleton<ICostObserver>(_observer)
            .BuildServiceProvider();

        await CallAsync(services);

        Assert.Equal(0.00175m, _observer.Single.Cost?.Total);
    }

    [Fact]
    public void UseCostMetering_WithoutAContainer_SharesOneMeter()
    {
        var first = _provider.AsBuilder().UseCostMetering().Build();
        var second = new TestChatClient().AsBuilder().UseCostMetering().Build();

        Assert.NotNull(first.GetService<CostMeter>());
        Assert.Same(first.GetService<CostMeter>(), second.GetService<CostMeter>());
    }

    [Fact]
    public void UseCostMetering_InScopesOfOneContainer_SharesOneMeter()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var scope = services.CreateScope();

        var first = _provider.AsBuilder().UseCostMetering().Build(services);
        var second = _provider.AsBuilder().UseCostMetering().Build(scope.ServiceProvider);

        Assert.Same(first.GetService<CostMeter>(), second.GetService<CostMeter>());
    }

    /// <summary>Sets every key of the options, and of nested options, to an empty value.</summary>
    private void SetAll(string prefix, Type options)
    {
        foreach (var property in options.GetProperties())
        {
            var type = property.PropertyType.IsGenericType
                ? property.PropertyType.GetGenericArguments()[^1]
                : property.PropertyType;
            Set(prefix + property.Name, "");
            if (type.Name.EndsWith("Options", StringComparison.Ordinal))
            {
                SetAll($"{prefix}{property.Name}:{(type == property.PropertyType ? "" : "0:")}", type);
            }
        }
    }

    private ServiceProvider Build(Action<CostMeteringOptions>? configure = null) => new ServiceCollection()
        .AddSingleton<IConfiguration>(new ConfigurationRoot([_settings]))
        .AddMetrics()
        .AddLogging(logging => logging.AddProvider(new FakeLoggerProvider(_logs)))
        .AddCostMetering(configure).AddObserver(_observer).Services
        .BuildServiceProvider();

    private Task CallAsync(IServiceProvider services) =>
        Call.MakeAsync(_provider.AsBuilder().UseCostMetering().Build(services), streamed: false);

    private void Set(params string[] pairs)
    {
        foreach (var pair in pairs.Chunk(2))
        {
            _settings.Set($"LlmCost:{pair[0]}", pair[1]);
        }
    }
}
