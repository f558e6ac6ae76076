using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace LlmCost.AI;

/// <summary>Writes the log of a meter: one record for each call, and each kind of problem once.</summary>
internal sealed partial class CostMeterLog(ILogger logger)
{
    private static readonly EventId s_callEvent = new(1, "LlmCall");

    private readonly FirstTimes _first = new();

    /// <summary>Writes the record of a call.</summary>
    public void Record(in PendingRecord record, LogLevel level)
    {
        if (record.UnpricedReason is not UnpricedReason.None
            || record.IsPartial
            || record.FallbackProvider is not null
            || record.PassedOverPrice is not null)
        {
            Warn(in record);
        }

        if (IsEnabled(level))
        {
            Write(in record, level);
        }
    }

    /// <summary>Returns true if records of calls are written.</summary>
    public bool IsEnabled(LogLevel level) => level is not LogLevel.None && logger.IsEnabled(level);

    // Not inlined, because even calls that are not logged would otherwise zero the stack space for the many values.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Write(in PendingRecord record, LogLevel level)
    {
        var entry = new CallLogEntry(in record);
        logger.Log(level, s_callEvent, entry, exception: null, static (call, _) => call.ToString());
    }

    /// <summary>Logs, once for each provider's client, the facts that only a reader of its raw responses can find.</summary>
    /// <param name="adapterName">The name of the client.</param>
    /// <param name="readers">
    /// The registered readers. If one of them is from the package for this client, nothing is logged, because that reader may
    /// simply not have found anything yet.
    /// </param>
    public void NotRead(string? adapterName, IUsageReader[] readers)
    {
        if (KnownProviders.Find(adapterName)?.RawUsage is { } package
            && _first.IsFirst((nameof(LogRawResponseNotRead), adapterName))
            && !readers.Any(reader => reader.GetType().Assembly.GetName().Name == package.Name))
        {
            LogRawResponseNotRead(adapterName!, package.Facts, package.Name, package.Method);
        }
    }

    /// <summary>Warns once about an option that is valid but looks like a mistake.</summary>
    public void DoubtfulOption(DoubtfulOption option)
    {
        if (_first.IsFirst(option))
        {
            LogDoubtfulOption(option.Key, option.Doubt);
        }
    }

    /// <summary>Logs, once for each content encoding, that a handler can't read responses with this encoding.</summary>
    public void BodyNotRead(string encoding)
    {
        encoding = TelemetryText.Sanitize(encoding) ?? "";
        if (_first.IsFirst((nameof(LogBodyNotRead), encoding)))
        {
            LogBodyNotRead(encoding);
        }
    }

    /// <summary>Logs once that the usage in a response is larger than a handler reads.</summary>
    public void BodyTooLarge()
    {
        if (_first.IsFirst(nameof(LogBodyTooLarge)))
        {
            LogBodyTooLarge();
        }
    }

    /// <summary>Warns, once for each kind of client, that the meter is in the wrong place in a pipeline.</summary>
    public void WrongOrder(string what, string call)
    {
        if (_first.IsFirst(call))
        {
            LogWrongOrder(what, call);
        }
    }

    /// <summary>Logs the first failure of each kind. The metric counts all failures.</summary>
    public void MeteringFailed(MeteringFailure failure, Exception exception)
    {
        if (_first.IsFirst((failure, exception.GetType())))
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

    /// <summary>Warns, once for each reason, provider and model, about the parts that the cost does not include.</summary>
    private void Warn(in PendingRecord record)
    {
        var provider = TelemetryText.Sanitize(record.ProviderName);
        var model = TelemetryText.Sanitize(record.ResponseModel ?? record.RequestModel);
        if (record.FallbackProvider is { } maker && _first.IsFirst((provider, model, maker)))
        {
            LogPricedByMaker(provider, model, maker);
        }

        if (record.PassedOverPrice is { } custom && _first.IsFirst((nameof(LogCustomPricePassedOver), provider, custom)))
        {
            LogCustomPricePassedOver(custom, provider, model);
        }

        // The usage of an incomplete call may simply not have arrived.
        if (record.UnpricedReason is UnpricedReason.MissingUsage && record.Outcome is not CallOutcome.Completed)
        {
            return;
        }

        Warn(record.UnpricedReason, provider, model, in record);
        foreach (var part in record.UnpricedParts ?? [])
        {
            // If a part of the call used another model, the name of the part is the name of that model.
            var isModel = part.Reason is UnpricedReason.UnknownModel or UnpricedReason.UnknownTier;
            Warn(part.Reason, provider, isModel ? TelemetryText.Sanitize(part.Name) : model, in record);
        }
    }

    private void Warn(UnpricedReason reason, string? provider, string? model, in PendingRecord record)
    {
        // Failed calls cause no warning, because no configuration can help.
        object subject = reason is UnpricedReason.UnknownModel && record.IsUnknownHost
            ? (nameof(LogUnknownHost), provider)
            : (reason, provider, model);
        if (reason is UnpricedReason.None or UnpricedReason.PossiblyBilled || !_first.IsFirst(subject))
        {
            return;
        }

        var parts = CallLogEntry.Names(record.UnpricedParts?.Where(part => part.Reason == reason));
        switch (reason)
        {
            case UnpricedReason.UnknownModel when record.IsUnknownHost:
                LogUnknownHost(provider);
                break;
            case UnpricedReason.UnknownModel:
                LogUnknownModel(model, provider);
                break;
            case UnpricedReason.UnknownTier:
                var (tier, speed) = (record.ServedAs.ServiceTier ?? "standard", record.ServedAs.Speed ?? "standard");
                LogUnknownTier(TelemetryText.Sanitize(tier), TelemetryText.Sanitize(speed), model, provider);
                break;
            case UnpricedReason.MissingRate:
                LogMissingRate(model, provider, parts);
                break;
            case UnpricedReason.UnknownField:
                LogUnknownField(model, provider, parts);
                break;
            case UnpricedReason.UnreportedUsage:
                LogUnreportedUsage(model, provider, parts);
                break;
            default:
                LogMissingUsage(model, provider);
                break;
        }
    }

    /// <summary>
    /// Returns the types of an exception and of its inner exceptions. Their messages are not logged, because they can quote the
    /// response (for a reader) or the prompt (for an estimator).
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
            + " unknown, not zero. Map the host to its provider in LlmCost:ProviderHosts. If its calls have other prices or are"
            + " free, add prices for provider '{Host}' to LlmCost:Prices.")]
    private partial void LogUnknownHost(string? host);

    [LoggerMessage(
        EventId = 14,
        EventName = "DoubtfulOption",
        Level = LogLevel.Warning,
        Message = "{Key} {Doubt}")]
    private partial void LogDoubtfulOption(string key, string doubt);

    [LoggerMessage(
        EventId = 10,
        EventName = "PricedByMaker",
        Level = LogLevel.Warning,
        Message = "Provider '{Provider}' has no price for model '{Model}'; the price of '{Maker}' is used, as configured in"
            + " LlmCost:ResellerFallbacks.")]
    private partial void LogPricedByMaker(string? provider, string? model, string maker);

    [LoggerMessage(
        EventId = 15,
        EventName = "UnknownTier",
        Level = LogLevel.Warning,
        Message = "No price is known for model '{Model}' of provider '{Provider}' in tier '{ServiceTier}' at speed '{Speed}'. Its"
            + " calls are metered, but their cost is unknown, not zero. Add a price with a variant for this tier or speed to"
            + " LlmCost:Prices.")]
    private partial void LogUnknownTier(string serviceTier, string speed, string? model, string? provider);

    [LoggerMessage(
        EventId = 16,
        EventName = "MissingUsage",
        Level = LogLevel.Warning,
        Message = "The usage of model '{Model}' of provider '{Provider}' is not reported, or its price does not cover the unit."
            + " Its calls are counted, but their cost is unknown, not zero. Configure the server to report usage, add the usage"
            + " reader of the client, or add a price with the fee of the unit to LlmCost:Prices.")]
    private partial void LogMissingUsage(string? model, string? provider);

    [LoggerMessage(
        EventId = 17,
        EventName = "MissingRate",
        Level = LogLevel.Warning,
        Message = "The price of model '{Model}' of provider '{Provider}' has no rate for {UnpricedParts}. The cost of its calls"
            + " does not include them. Add a price with these rates to LlmCost:Prices.")]
    private partial void LogMissingRate(string? model, string? provider, string? unpricedParts);

    [LoggerMessage(
        EventId = 18,
        EventName = "UnknownField",
        Level = LogLevel.Warning,
        Message = "The usage of model '{Model}' of provider '{Provider}' has fields that LlmCost.AI does not know:"
            + " {UnpricedParts}. The cost of its calls does not include them. Update LlmCost.AI. If the newest version does not"
            + " know them, report an issue.")]
    private partial void LogUnknownField(string? model, string? provider, string? unpricedParts);

    [LoggerMessage(
        EventId = 19,
        EventName = "UnreportedUsage",
        Level = LogLevel.Warning,
        Message = "Responses of model '{Model}' of provider '{Provider}' contain {UnpricedParts}, but the usage does not. The"
            + " cost of its calls does not include them. Record them with CostMeter.Record().")]
    private partial void LogUnreportedUsage(string? model, string? provider, string? unpricedParts);

    [LoggerMessage(
        EventId = 20,
        EventName = "BodyNotRead",
        Level = LogLevel.Warning,
        Message = "The cost metering handler can't read responses with the content encoding '{Encoding}'. Set"
            + " AutomaticDecompression on the inner handler, so that it sees them decompressed.")]
    private partial void LogBodyNotRead(string encoding);

    [LoggerMessage(
        EventId = 21,
        EventName = "BodyTooLarge",
        Level = LogLevel.Warning,
        Message = "The usage in a response is larger than the cost metering handler reads. Part of it may be missing.")]
    private partial void LogBodyTooLarge();

    [LoggerMessage(
        EventId = 22,
        EventName = "CustomPricePassedOver",
        Level = LogLevel.Warning,
        Message = "The custom price of '{CustomPrice}' of provider '{Provider}' does not apply, because the response names model"
            + " '{Model}', which has a price of its own. To use a custom price for this model, add it to LlmCost:Prices under"
            + " this name. If '{CustomPrice}' is a deployment of this model, map it in LlmCost:Deployments.")]
    private partial void LogCustomPricePassedOver(string customPrice, string? provider, string? model);
}
