namespace LlmCost.AI;

/// <summary>
/// The rates of one request: a model's own, with all variants that apply laid over them, and the fallbacks of each kind.
/// </summary>
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

    /// <summary>Replaces rates by those of a variant; rates that the variant does not have stay.</summary>
    public void Apply(PriceVariant variant)
    {
        foreach (var kind in TokenKinds.All)
        {
            _rates[(int)kind] = variant.Rates[kind] ?? _rates[(int)kind];
        }

        Factor *= variant.Factor ?? 1;
    }
}
