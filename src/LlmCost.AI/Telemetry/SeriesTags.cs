namespace LlmCost.AI;

/// <summary>The attributes of the metric series for calls with the same names, tags and usage source.</summary>
/// <remarks>
/// Instances are cached, because a call adds to about ten series, and building their attributes would take 0.7 µs, nearly as long
/// as adding the values.
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

    // Indexed by token class; for cost, also by the source of the price. Two threads can build the same attributes, which is
    // harmless.
    private readonly KeyValuePair<string, object?>[]?[] _tokens = new KeyValuePair<string, object?>[]?[TokenClassCounts.Length];
    private readonly KeyValuePair<string, object?>[]?[] _cost = new KeyValuePair<string, object?>[]?[2 * TokenClassCounts.Length];

    // The series that a gate admitted last. Most calls add to the same series as the previous call. If two threads set these
    // fields at the same time, one value is lost, which is harmless.
    private volatile NewSeriesGate? _shownBy;
    private volatile uint _shown;

    /// <summary>
    /// Creates the series from the attributes of a call that did not fail: the common attributes, then the usage source.
    /// </summary>
    public SeriesTags(KeyValuePair<string, object?>[] attributes, UsageSource usageSource)
    {
        _attributes = attributes;
        _usageSource = usageSource;
        _operationName = Value(GenAIAttributes.OperationName);
        _providerName = Value(GenAIAttributes.ProviderName);
        _requestModel = Value(GenAIAttributes.RequestModel);
        _responseModel = Value(GenAIAttributes.ResponseModel);
        _feature = Value(LlmCostAttributes.Feature);
        string?[] names = [_operationName, _providerName, _requestModel, _responseModel, _feature];
        _tagCount = attributes.Length - 1 - names.Count(name => name is not null);
        foreach (var (name, value) in attributes)
        {
            Hash = NewSeriesGate.Mix(Hash, (uint)name.GetHashCode(StringComparison.Ordinal));
            Hash = NewSeriesGate.Mix(Hash, (uint)value!.GetHashCode());
        }
    }

    /// <summary>The attributes that all series of the call have.</summary>
    public ReadOnlySpan<KeyValuePair<string, object?>> Common => _attributes.AsSpan(0, _attributes.Length - 1);

    /// <summary>The attributes of the call counter for a successful call.</summary>
    public ReadOnlySpan<KeyValuePair<string, object?>> Calls => _attributes;

    /// <summary>The hash of all attributes.</summary>
    public ulong Hash { get; }

    /// <summary>Returns true if the gate last admitted a call that adds to the same subset of these series.</summary>
    public bool IsShown(NewSeriesGate gate, uint call) => _shownBy == gate && _shown == call;

    /// <summary>Records that the gate has admitted a call that adds to this subset of the series.</summary>
    public void SetShown(NewSeriesGate gate, uint call)
    {
        _shown = call;
        _shownBy = gate;
    }

    /// <summary>Returns the attributes for the token count of a class.</summary>
    public ReadOnlySpan<KeyValuePair<string, object?>> Tokens(int tokenClass) =>
        _tokens[tokenClass] ??= [.. _attributes, Of(LlmCostAttributes.TokenClass, LlmCostAttributes.TokenClasses[tokenClass])];

    /// <summary>Returns the attributes for the cost of a class.</summary>
    public ReadOnlySpan<KeyValuePair<string, object?>> Cost(int tokenClass, PriceSource priceSource) =>
        _cost[(priceSource is PriceSource.Provider ? TokenClassCounts.Length : 0) + tokenClass] ??=
        [
            .. _attributes,
            Of(GenAIAttributes.CostCurrency, GenAIAttributes.Usd),
            Of(GenAIAttributes.CostSource, priceSource.ToCostSource()),
            Of(LlmCostAttributes.TokenClass, LlmCostAttributes.TokenClasses[tokenClass]),
        ];

    /// <summary>
    /// Returns true only if the call certainly adds to these series. False negatives are possible, because attribute values may
    /// differ from those of the call (<see cref="TagValueLimiter"/>).
    /// </summary>
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
