namespace LlmCost.AI.CatalogBuilder;

/// <summary>
/// Represents a variant whose rates are calculated from the rates of a model, for every prompt size. Either each rate is a
/// multiple of the input rate, or all rates except cache reads are multiplied by one factor.
/// </summary>
internal sealed record CalculatedVariant
{
    /// <summary>Gets the tier, region, speed and cache of the variant.</summary>
    public required PriceVariant When { get; init; }

    /// <summary>
    /// Gets the factor by which all rates except cache reads are multiplied, or <see langword="null"/> if <see cref="OfInput"/>
    /// is used.
    /// </summary>
    public decimal? FactorWithoutCacheReads { get; init; }

    /// <summary>Gets the rates as multiples of the input rate, by their JSON keys.</summary>
    public IReadOnlyDictionary<string, decimal> OfInput { get; init; } = new Dictionary<string, decimal>();

    /// <summary>
    /// Returns the calculated variants for a price: first the variant for the standard rates, then one for each prompt size with
    /// its own rates.
    /// </summary>
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

    /// <summary>
    /// Returns the rates that are the given multiples of the input rate, or no rates if the model has no input rate.
    /// </summary>
    public static Dictionary<string, decimal> Multiples(
        IReadOnlyDictionary<string, decimal> ofInput, IReadOnlyDictionary<string, decimal> rates) =>
        rates.TryGetValue("input", out var input) ? ofInput.ToDictionary(pair => pair.Key, pair => pair.Value * input) : [];
}
