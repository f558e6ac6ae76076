namespace LlmCost.AI;

/// <summary>The rates of one request: a model's own, with all variants that apply laid over them, and the fallbacks of each kind.</summary>
internal ref struct EffectiveRates(TokenRates rates)
{
    private TokenKindRates _rates = rates.ByKind;

    /// <summary>Gets the rate of a kind: its own, else that of the first kind that it falls back to.</summary>
    public readonly decimal? this[TokenKind kind]
    {
        get
        {
            if (_rates[(int)kind] is { } own)
            {
                return own;
            }

            foreach (var fallback in kind.Fallbacks())
            {
                if (_rates[(int)fallback] is { } rate)
                {
                    return rate;
                }
            }

            return null;
        }
    }

    /// <summary>Gets what all rates are multiplied with.</summary>
    public decimal Factor { get; private set; } = 1;

    /// <summary>Lays a variant over the rates.</summary>
    /// <param name="variant">The variant.</param>
    /// <param name="part">The share of the tokens that it applies to, from 0 to 1; the rest keeps its rates.</param>
    public void Apply(PriceVariant variant, decimal part)
    {
        foreach (var kind in TokenKinds.All)
        {
            if (variant.Rates[kind] is { } replacement)
            {
                ref var rate = ref _rates[(int)kind];
                rate = part is 1 || rate is not { } lower ? replacement : lower + ((replacement - lower) * part);
            }
        }

        if (variant.Factor is { } factor)
        {
            Factor *= 1 + ((factor - 1) * part);
        }
    }
}
