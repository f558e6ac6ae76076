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

    /// <summary>Names come from outside the app. A line break in a name must not look like a separate log record.</summary>
    [Fact]
    public async Task NamesWithAnyCharactersAndLength_StayInTheirLogRecord()
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
    public async Task Call_IsOneReadableLineWithTheKnownValues()
    {
        using var meter = new TestMeter();
        using (CostScope.Begin("summarize", ("team", "search"), ("user.id", "42")))
        {
            await Call.MakeAsync(meter.Client(_provider), streamed: false);
        }

        Assert.Equal(
            "chat with gpt-4o-2024-11-20 (requested gpt-4o) from openai for feature summarize cost 0.0035 USD "
            + $"(price source List, price list catalog {meter.Record.PriceListVersion}); "
            + "usage reported: 1000 input tokens, 100 output tokens; Completed; response r-1; tags team=search, user.id=42",
            Assert.Single(meter.Logs.GetSnapshot()).Message);
    }

    [Fact]
    public async Task FailedCall_IsALineWithoutEmptyValues()
    {
        using var meter = new TestMeter();
        _provider.OnGetResponse = (_, _, _) => throw new InvalidOperationException();

        await Assert.ThrowsAsync<InvalidOperationException>(() => Call.MakeAsync(meter.Client(_provider), streamed: false));

        var log = Assert.Single(meter.Logs.GetSnapshot());
        Assert.Equal("chat with gpt-4o from openai; usage missing; Failed, error System.InvalidOperationException", log.Message);
        Assert.DoesNotContain(log.StructuredState!, value => value.Value is null);
    }

    [Fact]
    public async Task Call_WithAllDetails_ListsThemInOneLine()
    {
        using var meter = new TestMeter(readers: [new JsonReader()]);
        var client = JsonReader.ClientOf("gpt-4o-2024-11-20");
        client.Raw = """
            {"object":"chat.completion","id":"r-1","model":"gpt-4o-2024-11-20","service_tier":"priority",
              "usage":{"prompt_tokens":1000,"completion_tokens":100,"total_tokens":1100,
                "prompt_tokens_details":{"cached_tokens":400},"completion_tokens_details":{"reasoning_tokens":60}}}
            """;

        await Call.MakeAsync(meter.Client(client), streamed: false);

        Assert.EndsWith(
            "; usage reported: 1000 input tokens, 400 of them read from the cache, 100 output tokens, 60 of them reasoning; "
            + "Completed; tier priority; response r-1",
            Assert.Single(meter.Logs.GetSnapshot()).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_WithPartialCost_IsMarkedAsALowerBound_WithTheUnpricedParts()
    {
        using var meter = new TestMeter(readers: [new JsonReader()]);

        await Call.MakeAsync(meter.Client(JsonReader.ClientOf("text-embedding-3-small")), streamed: false);

        var log = Assert.Single(meter.Logs.GetSnapshot(), log => log.Id.Name is "LlmCall");
        Assert.Contains(" cost at least 0.00002 USD (", log.Message, StringComparison.Ordinal);
        Assert.Contains(
            ", a lower bound (missing_rate: output, teleported_tokens); usage", log.Message, StringComparison.Ordinal);
        Assert.Equal("output, teleported_tokens", log.StructuredState!.ToDictionary()["UnpricedParts"]);
    }

    [Fact]
    public async Task Call_WithUnknownCost_HasTheReason()
    {
        using var meter = new TestMeter();
        _provider.OnGetResponse = (_, _, _) => Task.FromResult(TestChatClient.Response(model: "brand-new"));

        await Call.MakeAsync(meter.Client(_provider), streamed: false);

        var log = Assert.Single(meter.Logs.GetSnapshot(), log => log.Id.Name is "LlmCall");
        Assert.Contains(" has an unknown cost (unknown_model); usage", log.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Cost", log.StructuredState!.ToDictionary().Keys);
    }

    [Fact]
    public async Task Call_WithALoggerEnabledDuringTheCall_HasItsDuration()
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
    public async Task UnknownModel_IsLoggedAsAWarningOnce()
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

    [Theory]
    [InlineData("MissingRate", "'text-embedding-3-small' of provider 'openai' has no rate for output", "LlmCost:Prices")]
    [InlineData("UnknownField", "'text-embedding-3-small' of provider 'openai' has fields", "teleported_tokens")]
    public async Task UnpricedPartOfACall_IsLoggedAsAWarningOncePerKind_WithTheRemedy(string name, string what, string action)
    {
        using var meter = new TestMeter(options => options.RecordLogLevel = LogLevel.None, readers: [new JsonReader()]);
        var client = meter.Client(JsonReader.ClientOf("text-embedding-3-small"));

        await Call.MakeAsync(client, streamed: false);
        await Call.MakeAsync(client, streamed: false);

        Assert.Equal(2, meter.Logs.Count);
        var warning = Assert.Single(meter.Logs.GetSnapshot(), log => log.Id.Name == name);
        Assert.Equal(LogLevel.Warning, warning.Level);
        Assert.Contains(what, warning.Message, StringComparison.Ordinal);
        Assert.Contains(action, warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UnreportedUsage_IsLoggedAsAWarning()
    {
        var logs = new FakeLogCollector();
        var log = new CostMeterLog(new FakeLogger(logs));
        var record = new PendingRecord
        {
            OperationName = "chat",
            ProviderName = "openai",
            RequestModel = "gpt-4o-search-preview",
            HasCost = true,
            PartialReason = UnpricedReason.UnreportedUsage,
            UnpricedParts = [new() { Name = "web_searches", Reason = UnpricedReason.UnreportedUsage }],
        };

        log.Record(in record, LogLevel.None);

        Assert.Contains("contain web_searches, but", Assert.Single(logs.GetSnapshot()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnknownTier_IsLoggedAsAWarningOnce()
    {
        using var meter = new TestMeter(options => options.RecordLogLevel = LogLevel.None, readers: [new JsonReader()]);
        var provider = JsonReader.ClientOf("gpt-4o-2024-11-20");
        provider.Raw = """
            {"object":"chat.completion","id":"r-1","model":"gpt-4o-2024-11-20","service_tier":"scale",
              "usage":{"prompt_tokens":1000,"completion_tokens":100,"total_tokens":1100}}
            """;
        var client = meter.Client(provider);

        await Call.MakeAsync(client, streamed: false);
        await Call.MakeAsync(client, streamed: false);

        var warning = Assert.Single(meter.Logs.GetSnapshot());
        Assert.Equal(("UnknownTier", LogLevel.Warning), (warning.Id.Name, warning.Level));
        Assert.Contains("in tier 'scale' at speed 'standard'", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MissingUsage_IsLoggedAsAWarningOnce_UnlessTheCallDidNotComplete()
    {
        using var meter = new TestMeter(options => options.RecordLogLevel = LogLevel.None);
        using var canceled = new CancellationTokenSource();
        await canceled.CancelAsync();
        var client = meter.Client(_provider);
        _provider.OnGetResponse = (_, _, token) => token.IsCancellationRequested
            ? Task.FromCanceled<ChatResponse>(token)
            : Task.FromResult(new ChatResponse { ModelId = "gpt-4o-2024-11-20" });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Call.MakeAsync(client, streamed: false, cancellationToken: canceled.Token));
        Assert.Empty(meter.Logs.GetSnapshot());

        await Call.MakeAsync(client, streamed: false);
        await Call.MakeAsync(client, streamed: false);

        var warning = Assert.Single(meter.Logs.GetSnapshot());
        Assert.Equal(("MissingUsage", LogLevel.Warning), (warning.Id.Name, warning.Level));
        Assert.Contains("'gpt-4o-2024-11-20' of provider 'openai'", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnboundedNames_CauseABoundedNumberOfWarnings()
    {
        using var meter = new TestMeter(options => options.RecordLogLevel = LogLevel.None);
        var client = meter.Client(_provider);
        for (var i = 0; i < 1_100; i++)
        {
            var model = $"new-{i}";
            _provider.OnGetResponse = (_, _, _) => Task.FromResult(TestChatClient.Response(model: model));
            await Call.MakeAsync(client, streamed: false);
        }

        Assert.Equal(1_000, meter.Logs.Count);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public async Task AbandonedStream_LogsAHintAboutTheReader_OnlyIfItIsNotRegistered(bool isRegistered, int hints)
    {
        using var meter = new TestMeter(readers: isRegistered ? [new OpenAIUsageReader()] : []);
        _provider.Raw = new object();

        await foreach (var _ in meter.Client(_provider).GetStreamingResponseAsync(
            "Hi?", cancellationToken: TestContext.Current.CancellationToken))
        {
            break;
        }

        Assert.Equal(hints, meter.Logs.GetSnapshot().Count(log => log.Id.Name is "RawResponseNotRead"));
    }

    [Fact]
    public async Task PromptsAndAnswers_AreNotLogged()
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
