using System.Text.Json;
using LlmCost.AI.Tests;
using Microsoft.Extensions.AI;

namespace LlmCost.AI.Fuzz.Targets;

/// <summary>Counts of any size in <see cref="UsageDetails"/> and in the result of a reader.</summary>
/// <remarks>
/// The call has one record without negative values, impossible counts are marked as anomalies, and the meter does not fail.
/// </remarks>
internal sealed class UsageTarget : FuzzTarget
{
    private static readonly string[] s_counts =
    [
        "CacheCreationInputTokens", "CacheCreation.Ephemeral1hInputTokens", "CacheReadInputTokens", "CacheWriteInputTokens",
        "CachedContentTokenCount", "ThoughtsTokenCount",
        "ToolUsePromptTokenCount", "InputTokenDetails.AudioTokenCount", "InputTokenDetails.ImageTokenCount",
        "OutputTokenDetails.AudioTokenCount", "OutputTokenDetails.ImageTokenCount",
    ];

    public override string Name => "usage";

    public override async Task RunAsync(byte[] input)
    {
        using var json = JsonInput.Parse(input);
        if (json?.RootElement is not { ValueKind: JsonValueKind.Object } root)
        {
            return;
        }

        var model = JsonInput.Text(root, "model") ?? "gpt-4o";
        List<(string? Id, UsageDetails Details)> usages =
            [.. JsonInput.List(root, "usages").Select(usage => (JsonInput.Text(usage, "id"), Details(usage)))];
        using var meter = new TestMeter(
            readers: JsonInput.Find(root, "reading") is { } reading ? [new FixedReader(Reading(reading))] : []);
        using var failures = meter.Collect<long>("llmcost.failures");
        using var tokens = meter.Collect<long>("llmcost.usage.tokens");
        using var cost = meter.Collect<double>("llmcost.usage.cost");
        var provider = new TestChatClient
        {
            Metadata = new(JsonInput.Text(root, "provider") ?? "openai", null, model),
            Raw = new object(),
            OnGetResponse = (_, _, _) => Task.FromResult(
                new ChatResponse(new ChatMessage(ChatRole.Assistant, "Hello."))
                {
                    ModelId = model,
                    ResponseId = usages.FirstOrDefault().Id,
                    Usage = usages.FirstOrDefault().Details,
                }),
            OnGetStreamingResponse = (_, _, _) => TestChatClient.Stream(
                [.. usages.Select(
                    usage => new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(usage.Details)])
                    {
                        ModelId = model,
                        ResponseId = usage.Id,
                        })]),
        };
        using var client = meter.Client(provider);
        using var tally = CostTally.Begin();

        if (JsonInput.Flag(root, "streamed"))
        {
            await client.GetStreamingResponseAsync("Hi?").ToChatResponseAsync();
        }
        else
        {
            await client.GetResponseAsync("Hi?");
            usages = usages[..Math.Min(1, usages.Count)];
        }

        var record = meter.Record;
        Invariants.Hold(record);
        Assert.Empty(failures.GetMeasurementSnapshot());
        Assert.Equal(record.Usage.Total, tokens.GetMeasurementSnapshot().Sum(point => point.Value));
        Assert.Equal(
            (double)(record.Cost?.Total ?? 0),
            cost.GetMeasurementSnapshot().Sum(point => point.Value),
            1e-9 * (double)(1 + (record.Cost?.Total ?? 0)));
        Assert.Equal((1, record.Cost?.Total, record.Usage), (tally.Calls, tally.Cost, tally.Usage));
        foreach (var (_, details) in usages)
        {
            if (Impossible(details)
                && record.UsageSource is UsageSource.Reported
                && JsonInput.Find(root, "reading") is null
                && usages.Count is 1)
            {
                Assert.NotEqual(UsageAnomalies.None, record.Anomalies);
            }
        }
    }

    private static bool Impossible(UsageDetails details) => ((long?[])
        [
            details.InputTokenCount, details.OutputTokenCount, details.TotalTokenCount, details.CachedInputTokenCount,
            details.ReasoningTokenCount, details.InputAudioTokenCount, details.OutputAudioTokenCount,
        ])
        .Any(count => count is < 0 or > CountLimits.Max);

    private static UsageDetails Details(JsonElement usage)
    {
        var details = new UsageDetails
        {
            InputTokenCount = JsonInput.Long(usage, "input"),
            OutputTokenCount = JsonInput.Long(usage, "output"),
            TotalTokenCount = JsonInput.Long(usage, "total"),
            CachedInputTokenCount = JsonInput.Long(usage, "cached"),
            ReasoningTokenCount = JsonInput.Long(usage, "reasoning"),
            InputAudioTokenCount = JsonInput.Long(usage, "inputAudio"),
            OutputAudioTokenCount = JsonInput.Long(usage, "outputAudio"),
        };
        foreach (var name in s_counts)
        {
            if (JsonInput.Long(usage, name) is { } count)
            {
                (details.AdditionalCounts ??= [])[name] = count;
            }
        }

        return details;
    }

    private static UsageReading Reading(JsonElement reading) => Counts(reading) with
    {
        ReportedCost = JsonInput.Decimal(reading, "cost"),
        ServiceTier = JsonInput.Text(reading, "tier"),
        Region = JsonInput.Text(reading, "region"),
        Speed = JsonInput.Text(reading, "speed"),
        Quantities =
        [
            new() { Unit = BillableUnit.WebSearch, Quantity = JsonInput.Decimal(reading, "searches") ?? 0 },
            new() { Unit = BillableUnit.InputAudioSecond, Quantity = JsonInput.Decimal(reading, "seconds") ?? 0 },
            new() { Unit = BillableUnit.Request, Quantity = JsonInput.Decimal(reading, "requests") ?? 1 },
        ],
    };

    private static UsageReading Counts(JsonElement reading) => JsonInput.Long(reading, "input") is { } input
        ? UsageReading.Disjoint(new TokenUsage { Input = input, Output = JsonInput.Long(reading, "output") ?? 0 })
        : new UsageReading();

    private sealed class FixedReader(UsageReading reading) : IUsageReader
    {
        public bool TryRead(object rawRepresentation, string? providerName, out UsageReading found)
        {
            found = reading;
            return true;
        }
    }
}
