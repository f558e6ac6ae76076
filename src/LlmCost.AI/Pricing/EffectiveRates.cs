namespace LlmCost.AI;

/// <summary>
/// The rates of one request: a model's rates, overridden by all variants that apply, with the fallbacks of each kind.
/// </summary>
internal ref struct EffectiveRates(TokenRates rates)
{
    private TokenKindRates _rates = rates.ByKind;

    /// <summary>Gets the rate of a kind, or the rate of its first fallback that has a rate.</summary>
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

    /// <summary>Gets the factor that multiplies all rates.</summary>
    public decimal Factor { get; private set; } = 1;

    /// <summary>Overrides the rates with those of a variant. Rates that the variant does not set are unchanged.</summary>
    public void Apply(PriceVariant variant)
    {
        foreach (var kind in TokenKinds.All)
        {
            _rates[(int)kind] = variant.Rates[kind] ?? _rates[(int)kind];
        }

        Factor *= variant.Factor ?? 1;
    }
}
