namespace LlmCost.AI;

/// <summary>Counts unpriced calls, usage sources and anomalies since the start. Not thread-safe.</summary>
internal sealed class CallDoubts
{
    private const int MaxModels = 100;

    private static readonly UsageAnomalies[] s_anomalies =
        [.. Enum.GetValues<UsageAnomalies>().Where(anomaly => anomaly is not UsageAnomalies.None)];

    /// <summary>
    /// Gets the calls and tokens of models without a known cost. After the first 100 models, further models are counted together,
    /// without a name.
    /// </summary>
    public Dictionary<UnpricedModel, (long Calls, long Tokens)> Unpriced { get; } = [];

    /// <summary>Gets the number of calls by the source of their usage.</summary>
    public Dictionary<UsageSource, long> Usage { get; } = [];

    /// <summary>Gets, for each anomaly, the number of calls that have it, and the model of the latest of these calls.</summary>
    public Dictionary<UsageAnomalies, (long Calls, string? LastModel)> Anomalies { get; } = [];

    /// <summary>Adds a call.</summary>
    public void Add(CostRecord record)
    {
        Usage[record.UsageSource] = Usage.GetValueOrDefault(record.UsageSource) + 1;
        var model = record.ResponseModel ?? record.RequestModel;
        if (record.UnpricedReason is not UnpricedReason.None)
        {
            var key = new UnpricedModel(record.ProviderName, model, record.UnpricedReason);
            key = Unpriced.Count < MaxModels || Unpriced.ContainsKey(key)
                ? key
                : new UnpricedModel(null, null, record.UnpricedReason);
            var (calls, tokens) = Unpriced.GetValueOrDefault(key);
            Unpriced[key] = (calls + 1, tokens + record.Usage.Total);
        }

        foreach (var anomaly in s_anomalies)
        {
            if (record.Anomalies.HasFlag(anomaly))
            {
                Anomalies[anomaly] = (Anomalies.GetValueOrDefault(anomaly).Calls + 1, model);
            }
        }
    }
}
