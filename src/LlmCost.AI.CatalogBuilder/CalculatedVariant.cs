namespace LlmCost.AI.CatalogBuilder;

/// <summary>
/// Represents a variant whose rates are calculated from those of a model for every prompt size: as multiples of the input rate,
/// or by multiplying all rates except those of cache reads by one factor.
/// </summary>
internal sealed record CalculatedVariant
{
    /// <summary>Gets the tier, region, speed and cache of the variant.</summary>
    public required PriceVariant When { get; init; }

    /// <summary>Gets the factor of all rates except cache reads.</summary>
    public decimal? FactorWithoutCacheReads { get; init; }

    /// <summary>Gets rates as multiples of the input rate.</summary>
    public IReadOnlyDictionary<string, decimal> OfInput { get; init; } = new Dictionary<string, decimal>();

    /// <summary>Returns the variants of a price. The variant for any prompt size comes first.</summary>
    public IEnumerable<PriceVariant> For(ModelPrice price) =>
        price.Variants.Where(PriceComparison.IsSizeOnly)
            .Select(size => When with { FromInputTokens = size.FromInputTokens, Rates = Calculate(size.Rates) })
            .Prepend(When with { Rates = Calculate(price.Rates) });

    private TokenRates Calculate(TokenRates rates)
    {
        var keys = Rates.ToKeys(rates);
        return Rates.FromKeys(FactorWithoutCacheReads is { } factor
            ? keys.Where(pair => !pair.Key.EndsWith("CacheRead", StringComparison.Ordinal))
                .ToDictionary(pair => pair.Key, pair => pair.Value * factor)
            : Multiples(OfInput, keys));
    }

    /// <summary>Returns multiples of the input rate.</summary>
    public static Dictionary<string, decimal> Multiples(
        IReadOnlyDictionary<string, decimal> ofInput, IReadOnlyDictionary<string, decimal> rates) =>
        rates.TryGetValue("input", out var input) ? ofInput.ToDictionary(pair => pair.Key, pair => pair.Value * input) : [];
}
