namespace LlmCost.AI;

/// <summary>Calculates the savings from reads of the provider's prompt cache.</summary>
internal static class CacheSavings
{
    /// <summary>
    /// Returns the list cost that the call would have had without cache reads, minus its actual list cost, in USD.
    /// </summary>
    /// <returns>The result is 0 if nothing was read from the cache, or if no price is known.</returns>
    public static decimal Of(CostRecord record, CostMeter meter)
    {
        var usage = record.Usage;
        if (usage[TokenClass.InputCacheRead] is 0
            || record is { ListCost: null } or { IsProvisioned: true }
            || string.IsNullOrWhiteSpace(record.ProviderName)
            || (record.ResponseModel ?? record.RequestModel) is not { } model
            || string.IsNullOrWhiteSpace(model))
        {
            return 0;
        }

        var uncached = usage with
        {
            Input = usage.Input + usage.InputCacheRead,
            InputCacheRead = 0,
            InputAudio = usage.InputAudio + usage.InputAudioCacheRead,
            InputAudioCacheRead = 0,
            InputImage = usage.InputImage + usage.InputImageCacheRead,
            InputImageCacheRead = 0,
        };
        var servedAs = new ServedAs
        {
            ServiceTier = record.ServiceTier,
            Region = record.Region,
            Speed = record.Speed,
            CacheMode = record.CacheMode,
        };
        var estimate = meter.Estimate(record.ProviderName, model, uncached, servedAs, record.Quantities, record.Timestamp);
        return estimate.IsComplete && estimate.ListCost is { } cost ? cost - record.ListCost.Value : 0;
    }
}
