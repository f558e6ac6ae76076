using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmCost.AI;

/// <summary>Reads the data quality, such as unpriced calls, anomalies and metering failures.</summary>
internal sealed class QualityReader(
    CostHistory history, CostMeter meter, MeteringSignals signals, LlmCostDashboardOptions options)
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    /// <summary>Returns the answer.</summary>
    /// <param name="instance">The id of this run of the process.</param>
    public QualityAnswer Read(string instance) => history.ReadAll((all, doubts, folded) => new QualityAnswer
    {
        Instance = instance,
        Since = history.Since,
        Total = SumsAnswer.Of(all),
        Unpriced =
        [
            .. doubts.Unpriced.OrderByDescending(model => model.Value.Calls).Select(model => new UnpricedModelAnswer
            {
                Provider = model.Key.Provider,
                Model = model.Key.Model,
                Reason = Text(model.Key.Reason),
                Calls = model.Value.Calls,
                Tokens = model.Value.Tokens,
                Json = JsonOf(model.Key),
            }),
        ],
        Usage =
        [
            .. doubts.Usage.OrderByDescending(source => source.Value)
                .Select(source => new UsageSourceAnswer { Source = Text(source.Key), Calls = source.Value }),
        ],
        Anomalies =
        [
            .. doubts.Anomalies.OrderByDescending(anomaly => anomaly.Value.Calls).Select(anomaly => new AnomalyAnswer
            {
                Name = Text(anomaly.Key),
                Calls = anomaly.Value.Calls,
                LastModel = anomaly.Value.LastModel,
            }),
        ],
        FoldedCalls = folded,
        MaxSeries = options.MaxSeries,
        Held =
        [
            .. meter.HeldPriceChanges.Select(change => new HeldPriceAnswer
            {
                Id = change.Id,
                Description = $"{change.Source}: {change.Provider} {change.Model}: {change.Reason}",
            }),
        ],
        PriceLists = signals.ReadPriceLists(),
        Failures = signals.ReadFailures(),
        Warnings = [.. Warnings(all, folded)],
    });

    private static string Text<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <summary>Returns the configuration of a custom price for the model, with prices of 0 for the user to replace.</summary>
    private static string? JsonOf(UnpricedModel model)
    {
        if (model is not { Provider: { Length: > 0 } provider, Model: { Length: > 0 } name, Reason: UnpricedReason.UnknownModel })
        {
            return null;
        }

        var prices = new JsonObject { [$"{provider}/{name}"] = new JsonObject { ["Input"] = 0.0, ["Output"] = 0.0 } };
        return new JsonObject { ["LlmCost"] = new JsonObject { ["Prices"] = prices } }.ToJsonString(s_indented);
    }

    private IEnumerable<string> Warnings(CostSums all, long folded)
    {
        if (all.Calls is 0 && !meter.HasClients)
        {
            yield return "No client with UseCostMetering() has been created yet.";
        }

        if (folded > 0)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{folded} calls are added up as 'other', because there are more than {options.MaxSeries} combinations of "
                    + $"operation, provider, model, feature and tags. Remove a tag with many values from LlmCost:MetricTags, "
                    + $"or increase LlmCost:Dashboard:MaxSeries.");
        }
    }
}
