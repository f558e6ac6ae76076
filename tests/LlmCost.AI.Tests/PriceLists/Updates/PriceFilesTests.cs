using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace LlmCost.AI.Tests;

public sealed class PriceFilesTests : IDisposable
{
    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("llmcost").FullName, "prices.json");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    [Fact]
    public async Task PriceFile_TakesPrecedenceOverTheCatalog_AndIsNamedInTheRecord()
    {
        Write(input: 5);
        using var meter = new TestMeter(options => options.PriceFiles.Add(_path));

        var record = await CallAsync(meter);

        Assert.Equal(1_000 * 5m / 1_000_000, record.Cost?.Input);
        Assert.Equal((_path, PriceSource.List), (record.PriceListName, record.PriceSource));
        Assert.Matches("^[0-9a-f]{12}$", record.PriceListVersion);
    }

    [Fact]
    public async Task PriceFileWithoutTheModel_FallsBackToTheCatalog()
    {
        Write(input: 5, model: "another");
        using var meter = new TestMeter(options => options.PriceFiles.Add(_path));

        var record = await CallAsync(meter);

        Assert.Equal(("catalog", PriceCatalog.Default.Version), (record.PriceListName, record.PriceListVersion));
        Assert.Equal(0.0025m, record.Cost?.Input);
    }

    [Fact]
    public async Task TwoPriceFiles_TheFirstTakesPrecedence()
    {
        Write(input: 5);
        var second = Path.ChangeExtension(_path, "second.json");
        File.Copy(_path, second);
        Write(input: 7);
        using var meter = new TestMeter(options =>
        {
            options.PriceFiles.Add(_path);
            options.PriceFiles.Add(second);
        });

        Assert.Equal(0.007m, (await CallAsync(meter)).Cost?.Input);
    }

    [Fact]
    public async Task ChangedPriceFile_IsReadAgainWithinSeconds()
    {
        Write(input: 5);
        using var meter = new TestMeter(options => options.PriceFiles.Add(_path));
        using var updates = meter.Collect<long>("llmcost.price_list.updates");

        Write(input: 6);
        meter.Time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(0.006m, (await CallAsync(meter)).Cost?.Input);
        AssertUpdate("applied", updates);
    }

    [Fact]
    public async Task DamagedPriceFile_IsReported_AndTheOldPricesStayInEffect()
    {
        Write(input: 5);
        using var meter = new TestMeter(options => options.PriceFiles.Add(_path));
        using var updates = meter.Collect<long>("llmcost.price_list.updates");

        File.WriteAllText(_path, """{"provider":"openai","models":{"gpt-4o":{}}}""");
        meter.Time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(0.005m, (await CallAsync(meter)).Cost?.Input);
        AssertUpdate("invalid", updates);
        Assert.Contains(
            meter.Logs.GetSnapshot(),
            log => log.Level is LogLevel.Error && log.Message.Contains(_path, StringComparison.Ordinal));
    }

    [Fact]
    public async Task DeletedPriceFile_IsReported_AndTheOldPricesStayInEffect()
    {
        Write(input: 5);
        using var meter = new TestMeter(options => options.PriceFiles.Add(_path));
        using var updates = meter.Collect<long>("llmcost.price_list.updates");

        File.Delete(_path);
        meter.Time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(0.005m, (await CallAsync(meter)).Cost?.Input);
        AssertUpdate("unavailable", updates);
    }

    [Fact]
    public async Task SuspiciousChangeOfAPriceFile_IsHeldUntilItIsAccepted()
    {
        Write(input: 5);
        using var meter = new TestMeter(options => options.PriceFiles.Add(_path));
        using var updates = meter.Collect<long>("llmcost.price_list.updates");
        using var heldChanges = meter.Collect<long>("llmcost.price_list.held");

        Write(input: 5_000);
        meter.Time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(0.005m, (await CallAsync(meter)).Cost?.Input);
        AssertUpdate("held", updates);
        var held = Assert.Single(meter.Meter.HeldPriceChanges);
        Assert.Contains(
            meter.Logs.GetSnapshot(),
            log => log.Level is LogLevel.Warning && log.Message.Contains(held.Id, StringComparison.Ordinal));
        heldChanges.RecordObservableInstruments();
        Assert.Equal(
            1, heldChanges.GetMeasurementSnapshot().Single(point => Equals(point.Tags["llmcost.price_list.name"], _path)).Value);

        meter.Meter.Apply(() =>
        {
            var options = new CostMeteringOptions { SemanticConventions = GenAIMetricConventions.None };
            options.PriceFiles.Add(_path);
            options.AcceptedPriceChanges.Add(held.Id);
            return options;
        });

        Assert.Empty(meter.Meter.HeldPriceChanges);
        Assert.Equal(5m, (await CallAsync(meter)).Cost?.Input);
    }

    [Fact]
    public void ChangedPriceFile_TakesEffect_EvenIfTheLoggerFails()
    {
        Write(input: 5);
        var time = new FakeTimeProvider();
        using var services = new ServiceCollection()
            .AddLogging(logging => logging.AddProvider(new ThrowingLogger()))
            .AddSingleton<TimeProvider>(time)
            .BuildServiceProvider();
        var options = new CostMeteringOptions { SemanticConventions = GenAIMetricConventions.None };
        options.PriceFiles.Add(_path);
        using var meter = new CostMeter(options, services);

        Write(input: 6);
        time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(6, meter.Prices.Current.Find("openai", "gpt-4o", null)?.Prices.At(time.GetUtcNow())?.Rates.Input);
    }

    [Fact]
    public void MissingPriceFileAtStart_IsReportedWithKeyAndFile()
    {
        var fault = Assert.Throws<OptionsValidationException>(() => new TestMeter(options => options.PriceFiles.Add(_path)));

        Assert.Contains("LlmCost:PriceFiles:0: ", fault.Message, StringComparison.Ordinal);
        Assert.Contains(_path, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MissingPriceFile_PreventsTheStartOfAHost()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddCostMetering(options => options.PriceFiles.Add(_path));
        using var host = builder.Build();

        var fault = await Assert.ThrowsAsync<OptionsValidationException>(
            () => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains("LlmCost:PriceFiles:0: ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartedHost_ReportsTheAgeOfItsPricesBeforeAnyCall()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddMetrics().AddCostMetering();
        using var host = builder.Build();
        using var age = new MetricCollector<double>(
            host.Services.GetRequiredService<IMeterFactory>(), LlmCostTelemetry.MeterName, "llmcost.price_list.age");

        await host.StartAsync(TestContext.Current.CancellationToken);

        age.RecordObservableInstruments();
        Assert.Equal("catalog", Assert.Single(age.GetMeasurementSnapshot()).Tags["llmcost.price_list.name"]);
    }

    [Fact]
    public void InvalidPriceFileAtStart_IsReportedWithKeyFileAndLine()
    {
        File.WriteAllText(
            _path, """{"provider":"p","source":"https://example.com","checked":"2026-01-01","models":{"m":{"prices":[]}}}""");

        var fault = Assert.Throws<OptionsValidationException>(() => new TestMeter(options => options.PriceFiles.Add(_path)));

        Assert.Contains($"LlmCost:PriceFiles:0: {_path}(1): models.m.prices is empty", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PriceListAge_IsReportedForEachList()
    {
        Write(input: 5);
        using var meter = new TestMeter(options => options.PriceFiles.Add(_path));
        using var age = meter.Collect<double>("llmcost.price_list.age");

        age.RecordObservableInstruments();

        var ages = age.GetMeasurementSnapshot()
            .ToDictionary(point => (string)point.Tags["llmcost.price_list.name"]!, point => point.Value);
        Assert.Equal((meter.Time.GetUtcNow() - PriceCatalog.Default.AsOf).TotalSeconds, ages["catalog"]);
        Assert.Equal(
            (meter.Time.GetUtcNow() - new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero)).TotalSeconds, ages[_path]);
    }

    private static async Task<CostRecord> CallAsync(TestMeter meter)
    {
        using var client = meter.Client(new TestChatClient());
        await Call.MakeAsync(client, streamed: false);
        return meter.Observer.Records.Last();
    }

    private void AssertUpdate(string outcome, MetricCollector<long> updates)
    {
        var update = Assert.Single(updates.GetMeasurementSnapshot());
        Assert.Equal(
            (_path, outcome), (update.Tags["llmcost.price_list.name"], update.Tags["llmcost.price_list.update.outcome"]));
    }

    private void Write(decimal input, string model = "gpt-4o")
    {
        File.WriteAllText(
            _path,
            FormattableString.Invariant($$"""
                {"provider":"openai","source":"https://example.com","checked":"2026-11-01",
                 "models":{"{{model}}":{"prices":[{"price":{"input":{{input}},"output":8} }] } } }
                """));
    }
}
