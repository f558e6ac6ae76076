namespace LlmCost.AI;

/// <summary>The attributes of the series that calls with the same names, tags and source of usage add to, made once.</summary>
/// <remarks>
/// A call adds to about ten series. Putting the attributes of each together anew would take longer than the exporter takes to add the values.
/// </remarks>
internal sealed class SeriesTags
{
    private readonly KeyValuePair<string, object?>[] _attributes;
    private readonly UsageSource _usageSource;
    private readonly string? _operationName;
    private readonly string? _providerName;
    private readonly string? _requestModel;
    private readonly string? _responseModel;
    private readonly string? _feature;
    private readonly int _tagCount;

    // By token class, and for cost by its source besides. Two threads may make the same attributes; either will do.
    private readonly KeyValuePair<string, object?>[]?[] _tokens = new KeyValuePair<string, object?>[]?[TokenClassCounts.Length];
    private readonly KeyValuePair<string, object?>[]?[] _cost = new KeyValuePair<string, object?>[]?[2 * TokenClassCounts.Length];

    // What was shown last, since most calls are like the one before. Two threads that set it at the same time leave what one of them was shown.
    private volatile NewSeriesGate? _shownBy;
    private volatile uint _shown;

    /// <summary>Takes the attributes of a call that did not fail: what all its series have, and last the source of its usage.</summary>
    public SeriesTags(KeyValuePair<string, object?>[] attributes, UsageSource usageSource)
    {
        _attributes = attributes;
        _usageSource = usageSource;
        _operationName = Value(GenAIAttributes.OperationName);
        _providerName = Value(GenAIAttributes.ProviderName);
        _requestModel = Value(GenAIAttributes.RequestModel);
        _responseModel = Value(GenAIAttributes.ResponseModel);
        _feature = Value(LlmCostAttributes.Feature);
        _tagCount = attributes.Length - 1 - ((string?[])[_operationName, _providerName, _requestModel, _responseModel, _feature]).Count(name => name is not null);
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

    /// <summary>Whether a gate has let calls pass that add to the same of these series, as far as is remembered.</summary>
    public bool IsShown(NewSeriesGate gate, uint call) => _shownBy == gate && _shown == call;

    /// <summary>Remembers that it has.</summary>
    public void SetShown(NewSeriesGate gate, uint call)
    {
        _shown = call;
        _shownBy = gate;
    }

    /// <summary>Of the count of tokens.</summary>
    public ReadOnlySpan<KeyValuePair<string, object?>> Tokens(int tokenClass) =>
        _tokens[tokenClass] ??= [.. _attributes, Of(LlmCostAttributes.TokenClass, LlmCostAttributes.TokenClasses[tokenClass])];

    /// <summary>Of money.</summary>
    public ReadOnlySpan<KeyValuePair<string, object?>> Cost(int tokenClass, PriceSource priceSource) =>
        _cost[(priceSource is PriceSource.Provider ? TokenClassCounts.Length : 0) + tokenClass] ??=
        [
            .. _attributes,
            Of(GenAIAttributes.CostCurrency, GenAIAttributes.Usd),
            Of(GenAIAttributes.CostSource, priceSource.ToCostSource()),
            Of(LlmCostAttributes.TokenClass, LlmCostAttributes.TokenClasses[tokenClass]),
        ];

    /// <summary>Whether a call surely adds to these series; where an attribute has another value than the call, it may all the same.</summary>
    public bool IsOf(in PendingRecord record, string[] metricTags)
    {
        ref readonly var call = ref record;
        if (call.UsageSource != _usageSource
            || call.ResponseModel != _responseModel
            || call.RequestModel != _requestModel
            || call.Feature != _feature
            || call.ProviderName != _providerName
            || call.OperationName != _operationName)
        {
            return false;
        }

        var tagsLeft = _tagCount;
        foreach (var name in metricTags)
        {
            var value = Value(name);
            if (CostTags.Find(call.Tags ?? [], name) != value)
            {
                return false;
            }

            tagsLeft -= value is null ? 0 : 1;
        }

        return tagsLeft is 0;
    }

    private string? Value(string name)
    {
        foreach (var attribute in _attributes)
        {
            if (attribute.Key == name)
            {
                return (string?)attribute.Value;
            }
        }

        return null;
    }

    private static KeyValuePair<string, object?> Of(string name, string value) => new(name, value);
}
