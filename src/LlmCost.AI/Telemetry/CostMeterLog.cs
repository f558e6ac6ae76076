using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace LlmCost.AI;

/// <summary>What a meter logs: one record for each call, and each trouble once.</summary>
internal sealed partial class CostMeterLog(ILogger logger)
{
    /// <summary>Model names can come from users: beyond this number, no more warnings are given.</summary>
    private const int MaxWarnings = 1_000;

    private readonly ConcurrentDictionary<object, bool> _told = new();

    /// <summary>Writes the record of a call.</summary>
    public void Record(in PendingRecord record, LogLevel level)
    {
        if (record.UnpricedReason is UnpricedReason.UnknownModel || record.FallbackProvider is not null)
        {
            Warn(TelemetryText.Sanitize(record.ProviderName), TelemetryText.Sanitize(record.ResponseModel ?? record.RequestModel), record.FallbackProvider);
        }

        if (IsEnabled(level))
        {
            Write(in record, level);
        }
    }

    /// <summary>Whether records of calls are written.</summary>
    public bool IsEnabled(LogLevel level) => level is not LogLevel.None && logger.IsEnabled(level);

    // The many values would be cleared for calls that are not logged, too.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Write(in PendingRecord record, LogLevel level)
    {
        var (provider, feature) = (TelemetryText.Sanitize(record.ProviderName), TelemetryText.Sanitize(record.Feature));
        var (requestModel, responseModel) = (TelemetryText.Sanitize(record.RequestModel), TelemetryText.Sanitize(record.ResponseModel));
        var (errorType, tier, responseId) = (TelemetryText.Sanitize(record.ErrorType), TelemetryText.Sanitize(record.ServedAs.ServiceTier), TelemetryText.Sanitize(record.ResponseId));
        var (tags, quantities) = (TelemetryText.Sanitize(record.Tags ?? []), record.Quantities ?? []);
        LogCall(
            level,
            record.OperationName,
            provider,
            requestModel,
            responseModel,
            feature,
            record.HasCost ? record.TotalCost : null,
            GenAIAttributes.Usd,
            record.PriceSource,
            record.UnpricedReason,
            record.PriceListName,
            record.PriceListVersion,
            record.FallbackProvider,
            record.UsageSource,
            record.Usage.TotalInput,
            record.Usage.InputCacheRead,
            record.Usage[TokenClass.InputCacheWrite],
            record.Usage.TotalOutput,
            record.Usage.OutputReasoning,
            quantities,
            record.Duration.TotalSeconds,
            record.TimeToFirstChunk?.TotalSeconds,
            record.Outcome,
            errorType,
            tier,
            responseId,
            tags);
    }

    /// <summary>Tells once for each client what only a reader of its raw responses would see.</summary>
    public void NotRead(string? adapterName)
    {
        switch (adapterName)
        {
            case ProviderNames.OpenAI when IsFirst(nameof(LogOpenAINotRead)):
                LogOpenAINotRead();
                break;
            case ProviderNames.Anthropic when IsFirst(nameof(LogAnthropicNotRead)):
                LogAnthropicNotRead();
                break;
        }
    }

    /// <summary>Warns once of each kind of client in the wrong place.</summary>
    public void WrongOrder(string what, string call)
    {
        if (IsFirst(call))
        {
            LogWrongOrder(what, call);
        }
    }

    /// <summary>Tells of each kind of failure once; the metric counts them all.</summary>
    public void MeteringFailed(MeteringFailure failure, Exception exception)
    {
        if (IsFirst((failure, exception.GetType())))
        {
            LogMeteringFailed(failure, Types(exception), exception.StackTrace);
        }
    }

    /// <summary>Tells how an update of a price list went.</summary>
    public void PriceListUpdated(string source, PriceUpdateOutcome outcome, string details)
    {
        switch (outcome)
        {
            case PriceUpdateOutcome.Unchanged:
                break;
            case PriceUpdateOutcome.Applied:
                LogPriceListApplied(source);
                break;
            case PriceUpdateOutcome.Held:
                LogPriceChangesHeld(source, details);
                break;
            default:
                // A message may quote the list, which comes from outside.
                var fault = TelemetryText.Sanitize(details);
                LogPriceListRejected(source, fault);
                break;
        }
    }

    public void OptionsApplied() => LogOptionsApplied();

    public void OptionsRejected(Exception exception) => LogOptionsRejected(exception.Message);

    private void Warn(string? provider, string? model, string? maker)
    {
        if (maker is null)
        {
            if (IsFirst((provider, model)))
            {
                LogUnknownModel(model, provider);
            }
        }
        else if (IsFirst((provider, model, maker)))
        {
            LogPricedByMaker(provider, model, maker);
        }
    }

    /// <summary>
    /// The types of an exception and of those inside it. Their messages stay out of the log: that of a reader may quote the answer, that of an estimator the prompt.
    /// </summary>
    private static string Types(Exception exception)
    {
        var types = exception.GetType().ToString();
        for (var inner = exception.InnerException; inner is not null; inner = inner.InnerException)
        {
            types += $" for {inner.GetType()}";
        }

        return types;
    }

    private bool IsFirst(object subject) => _told.Count < MaxWarnings && _told.TryAdd(subject, true);

    [LoggerMessage(
        EventId = 1,
        EventName = "LlmCall",
        Message = "{Operation} with {ResponseModel} (asked for {RequestModel}) at {Provider} for feature {Feature} cost {Cost} {Currency}"
            + " (price: {PriceSource}, unpriced: {UnpricedReason}, prices of {PriceListName} {PriceListVersion}, maker {FallbackProvider}); tokens {UsageSource}: {InputTokens} in, of these"
            + " {CacheReadTokens} from and {CacheWriteTokens} into the cache, {OutputTokens} out, of these {ReasoningTokens} reasoning, beside tokens {Quantities};"
            + " {Outcome} after {DurationSeconds} s, first chunk after {TimeToFirstChunkSeconds} s; error {ErrorType}, tier {ServiceTier},"
            + " response {ResponseId}, tags {Tags}")]
    private partial void LogCall(
        LogLevel level,
        string operation,
        string? provider,
        string? requestModel,
        string? responseModel,
        string? feature,
        decimal? cost,
        string currency,
        PriceSource priceSource,
        UnpricedReason unpricedReason,
        string? priceListName,
        string? priceListVersion,
        string? fallbackProvider,
        UsageSource usageSource,
        long inputTokens,
        long cacheReadTokens,
        long cacheWriteTokens,
        long outputTokens,
        long reasoningTokens,
        IReadOnlyList<BillableQuantity> quantities,
        double durationSeconds,
        double? timeToFirstChunkSeconds,
        CallOutcome outcome,
        string? errorType,
        string? serviceTier,
        string? responseId,
        IReadOnlyList<KeyValuePair<string, string>> tags);

    [LoggerMessage(
        EventId = 2,
        EventName = "UnknownModel",
        Level = LogLevel.Warning,
        Message = "No price is known for model '{Model}' of provider '{Provider}'. Its calls are metered, and their cost is unknown, not zero."
            + " Add it to LlmCost:Prices, or to LlmCost:Deployments if it is the name of a deployment.")]
    private partial void LogUnknownModel(string? model, string? provider);

    [LoggerMessage(
        EventId = 3,
        EventName = "WrongOrder",
        Level = LogLevel.Warning,
        Message = "UseCostMetering() is outside {What}. Put it last, next to the provider's client: builder.{Call}.UseCostMetering().")]
    private partial void LogWrongOrder(string what, string call);

    [LoggerMessage(
        EventId = 4,
        EventName = "MeteringFailed",
        Level = LogLevel.Error,
        Message = "Metering failed ({Failure}, {ExceptionTypes}); the call was not affected. Further failures of this kind are counted by the metric"
            + " llmcost.failures and not logged. What the exception says is not told, since it may quote a prompt or an answer. {StackTrace}")]
    private partial void LogMeteringFailed(MeteringFailure failure, string exceptionTypes, string? stackTrace);

    [LoggerMessage(
        EventId = 5,
        EventName = "OptionsApplied",
        Level = LogLevel.Information,
        Message = "Changed options of cost metering are in force.")]
    private partial void LogOptionsApplied();

    [LoggerMessage(
        EventId = 6,
        EventName = "OptionsRejected",
        Level = LogLevel.Error,
        Message = "Changed options of cost metering are not valid; the previous ones stay in force. {Faults}")]
    private partial void LogOptionsRejected(string faults);

    [LoggerMessage(
        EventId = 7,
        EventName = "PriceListApplied",
        Level = LogLevel.Information,
        Message = "New prices of {Source} are in force.")]
    private partial void LogPriceListApplied(string source);

    [LoggerMessage(
        EventId = 8,
        EventName = "PriceChangesHeld",
        Level = LogLevel.Warning,
        Message = "Price changes of {Source} look like mistakes; the old prices stay until a person adds their ids to"
            + " LlmCost:AcceptedPriceChanges or runs 'llmcost prices accept'. {Changes}")]
    private partial void LogPriceChangesHeld(string source, string changes);

    [LoggerMessage(
        EventId = 9,
        EventName = "PriceListRejected",
        Level = LogLevel.Error,
        Message = "Prices of {Source} could not be brought up to date; the old ones stay. {Fault}")]
    private partial void LogPriceListRejected(string source, string fault);

    [LoggerMessage(
        EventId = 11,
        EventName = "OpenAINotRead",
        Level = LogLevel.Information,
        Message = "Of OpenAI's client, the service tier that was served, cache writes, hosted tools, seconds of transcriptions, costs that OpenRouter and xAI report, and the usage of"
            + " incomplete and failed responses are only in the raw response, which is not read. Add the package LlmCost.AI.OpenAI and"
            + " services.AddCostMetering().AddOpenAIUsage().")]
    private partial void LogOpenAINotRead();

    [LoggerMessage(
        EventId = 12,
        EventName = "AnthropicNotRead",
        Level = LogLevel.Information,
        Message = "Of Anthropic's client, the lifetime of cache writes, the service tier, region and speed that were served, searches, and the input of streams"
            + " that break off are only in the raw response, which is not read. Add the package LlmCost.AI.Anthropic and"
            + " services.AddCostMetering().AddAnthropicUsage().")]
    private partial void LogAnthropicNotRead();

    [LoggerMessage(
        EventId = 10,
        EventName = "PricedByMaker",
        Level = LogLevel.Warning,
        Message = "Provider '{Provider}' has no price for model '{Model}'; as configured in LlmCost:ResellerFallbacks, it is priced like at '{Maker}'.")]
    private partial void LogPricedByMaker(string? provider, string? model, string maker);
}
