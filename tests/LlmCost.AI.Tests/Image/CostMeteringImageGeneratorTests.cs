using System.Drawing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;

namespace LlmCost.AI.Tests;

public sealed class CostMeteringImageGeneratorTests : IDisposable
{
    private readonly TestMeter _meter = new(options => options.ProviderHosts["127.0.0.1"] = "openai");
    private readonly TestImageGenerator _provider = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _meter.Dispose();

    [Fact]
    public async Task OpenAI_BilledPerToken_IsPricedByItsReportedTokens()
    {
        await using var server = await WireServer.StartAsync("openai-images.json");
        using var generator = Metered(WireClients.OpenAI(server.Address).GetImageClient("gpt-image-1").AsIImageGenerator());

        var response = await generator.GenerateImagesAsync("a cat", cancellationToken: Token);

        Assert.Single(response.Contents);
        var record = _meter.Record;
        Assert.Equal("generate_content", record.OperationName);
        Assert.Equal("openai", record.ProviderName);
        Assert.Equal("gpt-image-1", record.RequestModel);
        Assert.Equal(new TokenUsage { Input = 10, InputImage = 40, OutputImage = 4160 }, record.Usage);
        Assert.Equal(UsageSource.Reported, record.UsageSource);
        Assert.Empty(record.Quantities);
        Assert.Equal((10 * 5m + 40 * 10m + 4160 * 40m) / 1_000_000, record.Cost?.Total);
    }

    /// <summary>Text output of the model is cheaper than image output, but the client reports only the sum of both.</summary>
    [Fact]
    public async Task OpenAI_OutputWithAnImagePrice_IsCountedAsImages()
    {
        await using var server = await WireServer.StartAsync("openai-images.json");
        using var generator = Metered(WireClients.OpenAI(server.Address).GetImageClient("gpt-image-1.5").AsIImageGenerator());

        await generator.GenerateImagesAsync("a cat", cancellationToken: Token);

        Assert.Equal((10 * 5m + 40 * 8m + 4160 * 32m) / 1_000_000, _meter.Record.Cost?.Total);
    }

    [Fact]
    public async Task OpenAI_BilledPerImage_IsPricedByTheReturnedImages()
    {
        await using var server = await WireServer.StartAsync(async context =>
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(
                """{"created": 1764000000, "data": [{"url": "https://p.example.com/1"}, {"url": "https://p.example.com/2"}]}""");
        });
        using var calls = _meter.Collect<long>("llmcost.calls");
        using var tokens = _meter.Collect<long>("llmcost.usage.tokens");
        using var cost = _meter.Collect<double>("llmcost.usage.cost");
        using var generator = Metered(WireClients.OpenAI(server.Address).GetImageClient("dall-e-3").AsIImageGenerator());

        await generator.GenerateImagesAsync(
            "a cat", new ImageGenerationOptions { Count = 2, ImageSize = new Size(1024, 1792) }, Token);

        var record = _meter.Record;
        Assert.Equal([new BillableQuantity { Unit = BillableUnit.Image, Quantity = 2, Kind = "1024x1792" }], record.Quantities);
        Assert.Equal(UsageSource.Requested, record.UsageSource);
        Assert.Equal(new CostBreakdown { Fee = 2 * 0.08m }, record.Cost);
        Assert.Equal(record.Cost?.Total, record.ListCost);
        Assert.Equal(default, record.Usage);
        var point = Assert.Single(cost.GetMeasurementSnapshot());
        Assert.Equal(0.16, point.Value);
        Assert.Equal("fee", point.Tags["llmcost.token.class"]);
        Assert.Equal("requested", point.Tags["llmcost.usage.source"]);
        Assert.Equal("requested", Assert.Single(calls.GetMeasurementSnapshot()).Tags["llmcost.usage.source"]);
        Assert.Empty(tokens.GetMeasurementSnapshot());
        var log = Assert.Single(_meter.Logs.GetSnapshot(), record => record.Id.Name is "LlmCall").Message;
        Assert.Contains("usage requested: 2 images (1024x1792);", log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dall-e-3", null, null, "0.04")]
    [InlineData("dall-e-3", 1024, null, "0.04")]
    [InlineData("dall-e-3", 1024, "standard", "0.04")]
    [InlineData("dall-e-3", 1024, "HD", "0.08")]
    [InlineData("dall-e-3", null, "hd", "0.08")] // The default size of the model.
    [InlineData("dall-e-2", 256, null, "0.016")]
    [InlineData("dall-e-2", null, null, "0.02")]
    public async Task BilledPerImage_SizeAndQualityDetermineThePrice(string model, int? size, string? quality, string price)
    {
        await Metered().GenerateAsync(new("a cat"), Options(model, size, quality), Token);

        Assert.Equal(decimal.Parse(price, System.Globalization.CultureInfo.InvariantCulture), _meter.Record.Cost?.Total);
        Assert.Equal(UsageSource.Requested, _meter.Record.UsageSource);
    }

    [Theory]
    [InlineData("dall-e-3", 2048, null)] // The price does not include this size.
    [InlineData("dall-e-3", 1024, "ultra")]
    public async Task BilledPerImage_KindWithoutAPrice_IsUnknownAndNotFree(string model, int? size, string? quality)
    {
        using var cost = _meter.Collect<double>("llmcost.usage.cost");
        using var unpriced = _meter.Collect<long>("llmcost.unpriced.calls");

        await Metered().GenerateAsync(new("a cat"), Options(model, size, quality), Token);

        Assert.Null(_meter.Record.Cost);
        Assert.Equal(UnpricedReason.MissingUsage, _meter.Record.UnpricedReason);
        Assert.Equal(BillableUnit.Image, _meter.Record.Quantities[0].Unit);
        Assert.Empty(cost.GetMeasurementSnapshot());
        Assert.Equal("missing_usage", Assert.Single(unpriced.GetMeasurementSnapshot()).Tags["llmcost.unpriced.reason"]);
    }

    [Fact]
    public async Task RawOptions_WithoutQuality_AreUnpriced_IfPricesDependOnIt()
    {
        var options = Options("dall-e-3", 1024, quality: null);
        options.RawRepresentationFactory = _ => null;
        await Metered().GenerateAsync(new("a cat"), options, Token);
        options = Options("dall-e-3", 1024, quality: "hd");
        options.RawRepresentationFactory = _ => null;
        await Metered().GenerateAsync(new("a cat"), options, Token);

        Assert.Equal([null, 0.08m], _meter.Observer.Records.Select(record => record.Cost?.Total));
    }

    [Fact]
    public async Task AzureDeployment_HasTheDefaultsOfItsModel()
    {
        _provider.Metadata = new("azure.ai.openai", null, "pictures");
        using var meter = new TestMeter(options => options.Deployments["pictures"] = "dall-e-3");
        using var generator = _provider.AsBuilder().UseCostMetering(meter.Meter).Build();

        await generator.GenerateAsync(new("a cat"), cancellationToken: Token);

        Assert.Equal(0.04m, meter.Record.Cost?.Total);
    }

    [Fact]
    public async Task RawOptions_OnAModelWithASinglePrice_ArePriced()
    {
        _provider.Metadata = new("gcp.gemini", null, "imagen-4.0-generate-001");

        await Metered().GenerateAsync(new("a cat"), new ImageGenerationOptions { RawRepresentationFactory = _ => null }, Token);

        Assert.Equal(0.04m, _meter.Record.Cost?.Total);
    }

    [Fact]
    public async Task BilledPerPixel_IsPricedByTheRequestedSize()
    {
        _provider.Metadata = new("nscale", null, "black-forest-labs/FLUX.1-schnell");

        await Metered().GenerateAsync(new("a cat"), Options(null, 1024, quality: null), Token);

        Assert.Equal([new BillableQuantity { Unit = BillableUnit.Pixel, Quantity = 1024 * 1024 }], _meter.Record.Quantities);
        Assert.Equal(1024 * 1024 * 1.3e-9m, _meter.Record.Cost?.Total);
    }

    [Fact]
    public async Task NoImageInTheAnswer_CountsTheRequestedImages()
    {
        _provider.OnGenerate = _ => Task.FromResult(new ImageGenerationResponse());

        await Metered().GenerateAsync(new("a cat"), new ImageGenerationOptions { Count = 3 }, Token);

        Assert.Equal(3 * 0.04m, _meter.Record.Cost?.Total);
    }

    [Fact]
    public async Task TokensOfAModelBilledPerImage_AreRecordedButNotPriced()
    {
        _provider.OnGenerate = _ => Task.FromResult(
            TestImageGenerator.Images(1, new UsageDetails { InputTokenCount = 9, TotalTokenCount = 9 }));

        await Metered().GenerateAsync(new("a cat"), cancellationToken: Token);

        Assert.Equal(9, _meter.Record.Usage.Input);
        Assert.Equal(UsageSource.Requested, _meter.Record.UsageSource);
        Assert.Equal(0.04m, _meter.Record.Cost?.Total);
    }

    [Fact]
    public async Task ImagesOfAModelBilledPerToken_AreUnknownAndNotFree()
    {
        _provider.Metadata = new("openai", null, "gpt-image-1");

        await Metered().GenerateAsync(new("a cat"), cancellationToken: Token);

        Assert.Null(_meter.Record.Cost);
        Assert.Equal(UnpricedReason.MissingUsage, _meter.Record.UnpricedReason);
    }

    [Fact]
    public async Task UnknownModel_IsUnpricedForThisReason()
    {
        await Metered().GenerateAsync(new("a cat"), new ImageGenerationOptions { ModelId = "brand-new" }, Token);

        Assert.Null(_meter.Record.Cost);
        Assert.Equal(UnpricedReason.UnknownModel, _meter.Record.UnpricedReason);
        Assert.Equal([new BillableQuantity { Unit = BillableUnit.Image, Quantity = 1 }], _meter.Record.Quantities);
    }

    [Fact]
    public async Task Discount_AppliesToImages()
    {
        using var meter = new TestMeter(options => options.Discounts["openai"] = 0.25m);

        await _provider.AsBuilder().UseCostMetering(meter.Meter).Build().GenerateAsync(new("a cat"), cancellationToken: Token);

        Assert.Equal(0.03m, meter.Record.Cost?.Total);
        Assert.Equal(0.04m, meter.Record.ListCost);
    }

    [Fact]
    public async Task Failure_IsThrownToTheCaller_AndCostsNothing()
    {
        var failure = new IOException();
        _provider.OnGenerate = _ => throw failure;

        Assert.Same(
            failure,
            await Assert.ThrowsAsync<IOException>(() => Metered().GenerateAsync(new("a cat"), cancellationToken: Token)));

        Assert.Equal(CallOutcome.Failed, _meter.Record.Outcome);
        Assert.Equal(UsageSource.Missing, _meter.Record.UsageSource);
        Assert.Equal(UnpricedReason.None, _meter.Record.UnpricedReason);
        Assert.Null(_meter.Record.Cost);
    }

    [Fact]
    public async Task NullAnswer_ReachesTheCaller_AndIsCountedAsAReadFailure()
    {
        _provider.OnGenerate = _ => Task.FromResult<ImageGenerationResponse>(null!);
        using var failures = _meter.Collect<long>("llmcost.failures");

        Assert.Null(await Metered().GenerateAsync(new("a cat"), cancellationToken: Token));

        Assert.Equal("reading", Assert.Single(failures.GetMeasurementSnapshot()).Tags["llmcost.failure.reason"]);
        Assert.Equal(UsageSource.Missing, _meter.Record.UsageSource);
    }

    [Fact]
    public async Task NestedMeters_CountOnce()
    {
        var generator =
            _provider.AsBuilder().UseCostMetering(_meter.Meter).ConfigureOptions(_ => { }).UseCostMetering(_meter.Meter).Build();

        await generator.GenerateAsync(new("a cat"), cancellationToken: Token);

        Assert.Single(_meter.Observer.Records);
        Assert.Same(_meter.Meter, generator.GetService<CostMeter>());
    }

    [Fact]
    public async Task MeterOutsideAGeneratorThatHidesAMeteredGenerator_CountsOnce()
    {
        var inside = Metered();
        var opaque = new TestImageGenerator
        {
            Metadata = null,
            OnGenerate = token => inside.GenerateAsync(new("a cat"), null, token),
        };

        await Metered(opaque).GenerateAsync(new("a cat"), cancellationToken: Token);

        Assert.Equal("openai", _meter.Record.ProviderName);
    }

    [Fact]
    public async Task Configure_SetsTheProviderBehindAGateway()
    {
        var generator = _provider.AsBuilder()
            .UseCostMetering(_meter.Meter, metering => metering.ProviderName = "azure.ai.openai").Build();

        await generator.GenerateAsync(new("a cat"), cancellationToken: Token);

        Assert.Equal("azure.ai.openai", _meter.Record.ProviderName);
    }

    private static ImageGenerationOptions Options(string? model, int? size, string? quality) => new()
    {
        ModelId = model,
        ImageSize = size is { } side ? new Size(side, side) : null,
        AdditionalProperties = quality is null ? null : new() { ["quality"] = quality },
    };

    private IImageGenerator Metered(IImageGenerator? provider = null) =>
        (provider ?? _provider).AsBuilder().UseCostMetering(_meter.Meter).Build();
}
