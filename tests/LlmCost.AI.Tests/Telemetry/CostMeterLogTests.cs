using System.Globalization;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace LlmCost.AI.Tests;

public sealed class CostMeterLogTests
{
    private readonly TestChatClient _provider = new();

    /// <summary>Names come from outside the app. A line break in one must not look like a separate log record.</summary>
    [Fact]
    public async Task NamesOfAnyCharactersAndLength_StayInTheirRecord()
    {
        using var meter = new TestMeter();
        using (CostScope.Begin("\ud800", ("user.id", new string('x', 1 << 20))))
        {
            await Call.MakeAsync(meter.Client(_provider), streamed: false, new ChatOptions { ModelId = "m\r\nforged" });
        }

        var record = Assert.Single(meter.Logs.GetSnapshot(), log => log.Id.Name == "LlmCall");
        Assert.Contains("requested m\uFFFD\uFFFDforged", record.Message, StringComparison.Ordinal);
        Assert.Contains("feature \uFFFD", record.Message, StringComparison.Ordinal);
        Assert.InRange(record.Message.Length, 1, 4_000);
        Assert.Equal(("\ud800", 1 << 20), (meter.Record.Feature, meter.Record.Tags[0].Value.Length));
    }

    [Fact]
    public async Task Call_WritesOneStructuredRecord()
    {
        using var meter = new TestMeter();
        using (CostScope.Begin("summarize", ("user.id", "42")))
        {
            await Call.MakeAsync(meter.Client(_provider), streamed: false);
        }

        var log = Assert.Single(meter.Logs.GetSnapshot());
        Assert.Equal(LogLevel.Information, log.Level);
        Assert.Equal("LlmCost.AI.CostMeter", log.Category);
        var values = log.StructuredState!.ToDictionary();
        Assert.Equal("summarize", values["Feature"]);
        Assert.Equal("openai", values["Provider"]);
        Assert.Equal("gpt-4o-2024-11-20", values["ResponseModel"]);
        Assert.Equal(0.0035m, decimal.Parse(values["Cost"]!, CultureInfo.InvariantCulture));
        Assert.Equal("1000", values["InputTokens"]);
        Assert.Equal("Reported", values["UsageSource"]);
        Assert.Contains("user.id", values["Tags"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_LoggedOnlyFromItsMidstOn_TellsItsDurationAllTheSame()
    {
        var isOn = false;
        var logs = new FakeLogCollector();
        var time = new FakeTimeProvider();
        using var services = new ServiceCollection()
            .AddLogging(logging => logging.AddProvider(new FakeLoggerProvider(logs)).AddFilter(_ => isOn))
            .AddSingleton<TimeProvider>(time)
            .BuildServiceProvider();
        using var meter = new CostMeter(new CostMeteringOptions { SemanticConventions = GenAIMetricConventions.None }, services);
        _provider.OnGetResponse = (_, _, _) =>
        {
            time.Advance(TimeSpan.FromSeconds(3));
            isOn = true;
            return Task.FromResult(TestChatClient.Response());
        };

        await Call.MakeAsync(_provider.AsBuilder().UseCostMetering(meter).Build(), streamed: false);

        Assert.Equal("3", Assert.Single(logs.GetSnapshot()).StructuredState!.ToDictionary()["DurationSeconds"]);
    }

    [Fact]
    public async Task Call_LevelInOptions_IsTheLevelOfTheRecord()
    {
        using var meter = new TestMeter(options => options.RecordLogLevel = LogLevel.Warning);
        await Call.MakeAsync(meter.Client(_provider), streamed: false);

        Assert.Equal(LogLevel.Warning, Assert.Single(meter.Logs.GetSnapshot()).Level);
    }

    [Fact]
    public async Task Call_LevelNone_WritesNoRecord()
    {
        using var meter = new TestMeter(options => options.RecordLogLevel = LogLevel.None);
        await Call.MakeAsync(meter.Client(_provider), streamed: false);

        Assert.Empty(meter.Logs.GetSnapshot());
    }

    [Fact]
    public async Task UnknownModel_IsWarnedOfOnceEach()
    {
        using var meter = new TestMeter(options => options.RecordLogLevel = LogLevel.None);
        var client = meter.Client(_provider);
        foreach (var model in new[] { "new-1", "new-1", "new-2" })
        {
            _provider.OnGetResponse = (_, _, _) => Task.FromResult(TestChatClient.Response(model: model));
            await Call.MakeAsync(client, streamed: false);
        }

        var warnings = meter.Logs.GetSnapshot();
        Assert.Equal(2, warnings.Count);
        Assert.Contains("'new-1' of provider 'openai'", warnings[0].Message, StringComparison.Ordinal);
        Assert.Contains("LlmCost:Prices", warnings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PromptsAndAnswers_AreInNoRecord()
    {
        using var meter = new TestMeter();
        _provider.OnGetResponse = (_, _, _) =>
        {
            var response = TestChatClient.Response();
            response.Messages[0].Contents = [new TextContent("secret answer")];
            return Task.FromResult(response);
        };

        await meter.Client(_provider)
            .GetResponseAsync("secret question", cancellationToken: TestContext.Current.CancellationToken);

        Assert.DoesNotContain(meter.Logs.GetSnapshot(), log => log.Message.Contains("secret", StringComparison.Ordinal));
    }
}
