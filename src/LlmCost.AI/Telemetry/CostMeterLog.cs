using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace LlmCost.AI;

/// <summary>Writes the log of a meter: one record for each call, and each kind of problem once.</summary>
internal sealed partial class CostMeterLog(ILogger logger)
{
    /// <summary>
    /// The maximum number of warnings. Model names can come from users, so the number of problems is unbounded.
    /// </summary>
    private const int MaxWarnings = 1_000;

    private readonly ConcurrentDictionary<object, bool> _logged = new();

    /// <summary>Writes the record of a call.</summary>
    public void Record(in PendingRecord record, LogLevel level)
    {
        if (record.UnpricedReason is UnpricedReason.UnknownModel || record.FallbackProvider is not null)
        {
            var model = TelemetryText.Sanitize(record.ResponseModel ?? record.RequestModel);
            Warn(TelemetryText.Sanitize(record.ProviderName), model, record.FallbackProvider, record.IsUnknownHost);
        }

        if (IsEnabled(level))
        {
            Write(in record, level);
        }
    }

    /// <summary>Returns true if records of calls are written.</summary>
    public bool IsEnabled(LogLevel level) => level is not LogLevel.None && logger.IsEnabled(level);

    // Not inlined, because the stack space of the many values would be cleared even for calls that are not logged.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Write(in PendingRecord record, LogLevel level)
    {
        var (provider, feature) = (TelemetryText.Sanitize(record.ProviderName), TelemetryText.Sanitize(record.Feature));
        var (requestModel, responseModel) =
            (TelemetryText.Sanitize(record.RequestModel), TelemetryText.Sanitize(record.ResponseModel));
        var (errorType, tier) = (TelemetryText.Sanitize(record.ErrorType), TelemetryText.Sanitize(record.ServedAs.ServiceTier));
        var responseId = TelemetryText.Sanitize(record.ResponseId);
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

    /// <summary>Logs, once for each provider's client, which facts only a reader of its raw responses can see.</summary>
    public void NotRead(string? adapterName)
    {
        if (KnownProviders.Find(adapterName)?.RawUsage is { } package && IsFirst((nameof(LogRawResponseNotRead), adapterName)))
        {
            LogRawResponseNotRead(adapterName!, package.Facts, package.Name, package.Method);
        }
    }

    /// <summary>Warns, once for each setting, of a provider that is unknown and looks misspelled.</summary>
    public void UnknownProvider(string key, string provider, string nearest)
    {
        if (IsFirst((nameof(LogUnknownProvider), key, provider)))
        {
            LogUnknownProvider(key, provider, nearest);
        }
    }

    /// <summary>Warns, once for each kind, of a client in the wrong place of a pipeline.</summary>
    public void WrongOrder(string what, string call)
    {
        if (IsFirst(call))
        {
            LogWrongOrder(what, call);
        }
    }

    /// <summary>Logs the first failure of each kind. The metric counts all of them.</summary>
    public void MeteringFailed(MeteringFailure failure, Exception exception)
    {
        if (IsFirst((failure, exception.GetType())))
        {
            LogMeteringFailed(failure, Types(exception), exception.StackTrace);
        }
    }

    /// <summary>Logs the outcome of a price list update.</summary>
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
                // The message may quote the list, which is external input.
                var fault = TelemetryText.Sanitize(details);
                LogPriceListRejected(source, fault);
                break;
        }
    }

    public void OptionsApplied() => LogOptionsApplied();

    public void OptionsRejected(Exception exception) => LogOptionsRejected(exception.Message);

    private void Warn(string? provider, string? model, string? maker, bool isUnknownHost)
    {
        if (isUnknownHost && maker is null)
        {
            if (IsFirst((nameof(LogUnknownHost), provider)))
            {
                LogUnknownHost(provider);
            }
        }
        else if (maker is null)
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
    /// Returns the types of an exception and of its inner exceptions. Their messages are not logged: that of a reader may quote
    /// the response, that of an estimator the prompt.
    /// </summary>
    private static string Types(Exception exception)
    {
        var types = exception.GetType().ToString();
        for (var inner = exception.InnerException; inner is not null; inner = inner.InnerException)
        {
            types += $", caused by {inner.GetType()}";
        }

        return types;
    }

    private bool IsFirst(object subject) => _logged.Count < MaxWarnings && _logged.TryAdd(subject, true);

    [LoggerMessage(
        EventId = 1,
        EventName = "LlmCall",
        Message = "{Operation} with {ResponseModel} (requested {RequestModel}) from {Provider} for feature {Feature}"
            + " cost {Cost} {Currency} (price source {PriceSource}, unpriced reason {UnpricedReason},"
            + " price list {PriceListName} {PriceListVersion}, fallback provider {FallbackProvider});"
            + " usage {UsageSource}: {InputTokens} input tokens, of which {CacheReadTokens} read from"
            + " and {CacheWriteTokens} written to the cache, {OutputTokens} output tokens, of which {ReasoningTokens} reasoning,"
            + " non-token usage {Quantities}; {Outcome} after {DurationSeconds} s, first chunk after {TimeToFirstChunkSeconds} s;"
            + " error {ErrorType}, tier {ServiceTier}, response {ResponseId}, tags {Tags}")]
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
        Message = "No price is known for model '{Model}' of provider '{Provider}'. Its calls are metered, but their cost is"
            + " unknown, not zero. Add a price to LlmCost:Prices. If the name is a deployment, map it to its model in"
            + " LlmCost:Deployments.")]
    private partial void LogUnknownModel(string? model, string? provider);

    [LoggerMessage(
        EventId = 3,
        EventName = "WrongOrder",
        Level = LogLevel.Warning,
        Message = "UseCostMetering() is outside {What}. Call it last, so that it is next to the provider's client:"
            + " builder.{Call}.UseCostMetering().")]
    private partial void LogWrongOrder(string what, string call);

    [LoggerMessage(
        EventId = 4,
        EventName = "MeteringFailed",
        Level = LogLevel.Error,
        Message = "Metering failed ({Failure}, {ExceptionTypes}); the call was not affected. Further failures of this kind are"
            + " counted by the metric llmcost.failures, but not logged. The exception message is omitted because it may contain"
            + " prompt or response text. {StackTrace}")]
    private partial void LogMeteringFailed(MeteringFailure failure, string exceptionTypes, string? stackTrace);

    [LoggerMessage(
        EventId = 5,
        EventName = "OptionsApplied",
        Level = LogLevel.Information,
        Message = "The changed cost metering options are in effect.")]
    private partial void LogOptionsApplied();

    [LoggerMessage(
        EventId = 6,
        EventName = "OptionsRejected",
        Level = LogLevel.Error,
        Message = "The changed cost metering options are not valid; the previous options stay in effect. {Faults}")]
    private partial void LogOptionsRejected(string faults);

    [LoggerMessage(
        EventId = 7,
        EventName = "PriceListApplied",
        Level = LogLevel.Information,
        Message = "New prices from {Source} are in effect.")]
    private partial void LogPriceListApplied(string source);

    [LoggerMessage(
        EventId = 8,
        EventName = "PriceChangesHeld",
        Level = LogLevel.Warning,
        Message = "Price changes from {Source} look like mistakes; the previous prices stay in effect. If the changes are"
            + " correct, add their ids to LlmCost:AcceptedPriceChanges or run 'llmcost prices accept'. {Changes}")]
    private partial void LogPriceChangesHeld(string source, string changes);

    [LoggerMessage(
        EventId = 9,
        EventName = "PriceListRejected",
        Level = LogLevel.Error,
        Message = "Prices from {Source} could not be updated; the previous prices stay in effect. {Fault}")]
    private partial void LogPriceListRejected(string source, string fault);

    [LoggerMessage(
        EventId = 11,
        EventName = "RawResponseNotRead",
        Level = LogLevel.Information,
        Message = "The raw responses of the client '{Client}' are not read. Only they contain {Facts}. To read them, add the"
            + " package {Package} and call services.AddCostMetering().{Method}().")]
    private partial void LogRawResponseNotRead(string client, string facts, string package, string method);

    [LoggerMessage(
        EventId = 13,
        EventName = "UnknownHost",
        Level = LogLevel.Warning,
        Message = "The provider at host '{Host}' is unknown, so no price list applies. Its calls are metered, but their cost is"
            + " unknown, not zero. Map the host to its provider in LlmCost:ProviderHosts. If it costs something else or nothing,"
            + " add prices for provider '{Host}' to LlmCost:Prices.")]
    private partial void LogUnknownHost(string? host);

    [LoggerMessage(
        EventId = 14,
        EventName = "UnknownProvider",
        Level = LogLevel.Warning,
        Message = "{Key} names provider '{Provider}', which is unknown. Did you mean '{Nearest}'?")]
    private partial void LogUnknownProvider(string key, string provider, string nearest);

    [LoggerMessage(
        EventId = 10,
        EventName = "PricedByMaker",
        Level = LogLevel.Warning,
        Message = "Provider '{Provider}' has no price for model '{Model}'; the price of '{Maker}' is used, as configured in"
            + " LlmCost:ResellerFallbacks.")]
    private partial void LogPricedByMaker(string? provider, string? model, string maker);
}
