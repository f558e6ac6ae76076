namespace LlmCost.AI;

/// <summary>What each token costs by a price without its variants, worked out once for all calls.</summary>
internal sealed class PlainRates
{
    /// <summary>The most decimals of a rate per million that are all kept when it is told per token.</summary>
    private const int MaxScale = 22;

    private readonly decimal[] _perToken = new decimal[TokenCounts.Length];

    /// <summary>Works out the rates.</summary>
    /// <param name="price">The price.</param>
    public PlainRates(ModelPrice price)
    {
        var rates = new EffectiveRates(price);
        IsExact = true;
        for (var unit = 0; unit < TokenCounts.Length; unit++)
        {
            var rate = rates[(TokenUnit)unit].GetValueOrDefault();
            IsExact &= rate.Scale <= MaxScale;
            _perToken[unit] = rate * PriceCalculator.OneMillionth;
        }

        HasRequestFee = PriceCalculator.HasRequestFee(price.Fees);
    }

    /// <summary>Whether no digit of any rate was lost.</summary>
    public bool IsExact { get; }

    /// <summary>Whether each request is charged.</summary>
    public bool HasRequestFee { get; }

    /// <summary>The rate of each unit, its own or that of its parent, by the unit's number, in USD per token; zero where there is none.</summary>
    public ReadOnlySpan<decimal> PerToken => _perToken;
}
