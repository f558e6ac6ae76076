using System.Diagnostics;
using System.Text.Json;

namespace LlmCost.AI;

/// <summary>A call.</summary>
/// <remarks><c>app/src/api.ts</c> of the dashboard declares the same members.</remarks>
internal sealed class CallAnswer
{
    public required Guid Id { get; init; }

    public required DateTimeOffset Time { get; init; }

    public required string Operation { get; init; }

    public required string? Provider { get; init; }

    public required string? Model { get; init; }

    public required string? RequestModel { get; init; }

    public required string? Feature { get; init; }

    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    public required bool IsStreaming { get; init; }

    public required long Input { get; init; }

    public required long Cached { get; init; }

    public required long CacheWrite { get; init; }

    public required long Output { get; init; }

    public required long Reasoning { get; init; }

    public required string? Usd { get; init; }

    public required string? UnpricedReason { get; init; }

    public required bool IsPartial { get; init; }

    public required string UsageSource { get; init; }

    public required string PriceSource { get; init; }

    public required double DurationMs { get; init; }

    public required double? FirstChunkMs { get; init; }

    public required string Outcome { get; init; }

    public required string? Error { get; init; }

    public required string? TraceId { get; init; }

    /// <summary>Converts a call to the form that is sent to the page.</summary>
    /// <param name="call">The call.</param>
    /// <param name="tags">The names of the tags to show.</param>
    public static CallAnswer Of(EndedCall call, IReadOnlySet<string> tags)
    {
        var record = call.Record;
        var shown = new Dictionary<string, string>();
        foreach (var (name, value) in record.Tags)
        {
            if (tags.Contains(name))
            {
                shown[name] = value;
            }
        }

        return new CallAnswer
        {
            Id = record.Id,
            Time = record.Timestamp,
            Operation = record.OperationName,
            Provider = record.ProviderName,
            Model = record.ResponseModel ?? record.RequestModel,
            RequestModel = record.RequestModel,
            Feature = record.Feature,
            Tags = shown,
            IsStreaming = record.IsStreaming,
            Input = record.Usage.TotalInput,
            Cached = record.Usage[TokenClass.InputCacheRead],
            CacheWrite = record.Usage[TokenClass.InputCacheWrite],
            Output = record.Usage.TotalOutput,
            Reasoning = record.Usage.OutputReasoning,
            Usd = Amounts.Text(record.Cost?.Total),
            UnpricedReason = record.UnpricedReason is LlmCost.AI.UnpricedReason.None ? null : Text(record.UnpricedReason),
            IsPartial = record.Cost is not null && record.UnpricedParts.Count > 0,
            UsageSource = Text(record.UsageSource),
            PriceSource = Text(record.PriceSource),
            DurationMs = record.Duration.TotalMilliseconds,
            FirstChunkMs = record.TimeToFirstChunk?.TotalMilliseconds,
            Outcome = Text(record.Outcome),
            Error = record.ErrorType,
            TraceId = call.TraceId == default(ActivityTraceId) ? null : call.TraceId.ToHexString(),
        };
    }

    private static string Text<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
