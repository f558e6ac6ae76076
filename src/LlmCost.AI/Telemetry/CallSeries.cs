namespace LlmCost.AI;

/// <summary>The attributes of the series that calls with the same names, tags and source of usage add to, made once.</summary>
/// <remarks>
/// A call adds to about ten series. Putting the attributes of each together anew would take longer than the exporter takes to add the values.
/// </remarks>
internal sealed class CallSeries
{
    private readonly KeyValuePair<string, object?>[] _attributes;
    private readonly UsageSource _usageSource;

    // By token class, and for cost by its source besides. Two threads may make the same attributes; either will do.
    private readonly KeyValuePair<string, object?>[]?[] _tokens = new KeyValuePair<string, object?>[]?[LlmCostAttributes.TokenClassCount];
    private readonly KeyValuePair<string, object?>[]?[] _cost = new KeyValuePair<string, object?>[]?[2 * LlmCostAttributes.TokenClassCount];

    /// <summary>Takes the attributes of a call that did not fail: what all its series have, and last the source of its usage.</summary>
    public CallSeries(KeyValuePair<string, object?>[] attributes, UsageSource usageSource)
    {
        _attributes = attributes;
        _usageSource = usageSource;
        foreach (var (name, value) in attributes)
        {
            Hash = NewSeriesGate.Mix(Hash, (uint)name.GetHashCode(StringComparison.Ordinal));
            Hash = NewSeriesGate.Mix(Hash, (uint)value!.GetHashCode());
        }
    }

    /// <summary>What all series of the call have.</summary>
    public ReadOnlySpan<KeyValuePair<string, object?>> Common => _attributes.AsSpan(0, _attributes.Length - 1);

    /// <summary>Of the count of calls, where the call did not fail.</summary>
    public ReadOnlySpan<KeyValuePair<string, object?>> Calls => _attributes;

    /// <summary>Stands for all of this.</summary>
    public ulong Hash { get; }

    /// <summary>Of the count of tokens.</summary>
    public ReadOnlySpan<KeyValuePair<string, object?>> Tokens(int tokenClass) =>
        _tokens[tokenClass] ??= [.. _attributes, Of(LlmCostAttributes.TokenClass, LlmCostAttributes.TokenClasses[tokenClass])];

    /// <summary>Of money.</summary>
    public ReadOnlySpan<KeyValuePair<string, object?>> Cost(int tokenClass, PriceSource priceSource) =>
        _cost[(priceSource is PriceSource.Provider ? LlmCostAttributes.TokenClassCount : 0) + tokenClass] ??=
        [
            .. _attributes,
            Of(GenAIAttributes.CostCurrency, GenAIAttributes.Usd),
            Of(GenAIAttributes.CostSource, priceSource.ToCostSource()),
            Of(LlmCostAttributes.TokenClass, LlmCostAttributes.TokenClasses[tokenClass]),
        ];

    /// <summary>Whether a call adds to these series.</summary>
    public bool IsOf(in CostRecord record, string[] metricTags)
    {
        var next = 0;
        if (record.UsageSource != _usageSource
            || !Has(ref next, GenAIAttributes.OperationName, record.OperationName)
            || !Has(ref next, GenAIAttributes.ProviderName, record.ProviderName)
            || !Has(ref next, GenAIAttributes.RequestModel, record.RequestModel)
            || !Has(ref next, GenAIAttributes.ResponseModel, record.ResponseModel)
            || !Has(ref next, LlmCostAttributes.Feature, record.Feature))
        {
            return false;
        }

        foreach (var name in metricTags)
        {
            if (!Has(ref next, name, CostTags.Find(record.Tags, name)))
            {
                return false;
            }
        }

        return next == _attributes.Length - 1;
    }

    private bool Has(ref int next, string name, string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return true;
        }

        var attribute = _attributes[next];
        if (attribute.Key != name || !string.Equals((string?)attribute.Value, value, StringComparison.Ordinal))
        {
            return false;
        }

        next++;
        return true;
    }

    private static KeyValuePair<string, object?> Of(string name, string value) => new(name, value);
}
