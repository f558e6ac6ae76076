namespace LlmCost.AI;

/// <summary>The rules for valid prices, from any source.</summary>
internal static class PriceRules
{
    /// <summary>
    /// The largest plausible rate, in USD per million tokens: one dollar per token. A higher rate is probably in a different
    /// unit.
    /// </summary>
    public const decimal MaxRate = 1_000_000;

    /// <summary>The largest plausible factor.</summary>
    public const decimal MaxFactor = 100;

    /// <summary>
    /// The largest plausible product of the factors of all variants. The limit keeps the cost of any plausible usage within the
    /// range of <see cref="decimal"/>.
    /// </summary>
    private const double MaxFactors = 10_000;

    /// <summary>
    /// The maximum number of periods, variants or fees of a model: ten times as many as any current model has. The number is
    /// limited, because each call enumerates these parts, and each review of a price change enumerates their combinations.
    /// </summary>
    public const int MaxParts = 100;

    /// <summary>Returns the rules that a price violates, each in the form "member is value; expected value".</summary>
    public static IEnumerable<string> Violations(ModelPrice price)
    {
        if (price.Variants.Count > MaxParts)
        {
            yield return $"Variants has {price.Variants.Count} entries; it must have at most {MaxParts}.";
            yield break;
        }

        if (price.Fees.Count > MaxParts)
        {
            yield return $"Fees has {price.Fees.Count} entries; it must have at most {MaxParts}.";
            yield break;
        }

        foreach (var violation in RateViolations(price.Rates))
        {
            yield return violation;
        }

        for (var i = 0; i < price.Variants.Count; i++)
        {
            if (price.Variants[i] is not { } variant)
            {
                yield return $"Variants[{i}] is null; it must be a variant.";
                continue;
            }

            if (variant.FromInputTokens < 1)
            {
                yield return FormattableString.Invariant(
                    $"Variants[{i}].FromInputTokens is {variant.FromInputTokens}; it must be 1 token or more.");
            }

            if (variant.Factor is < 0 or > MaxFactor)
            {
                yield return FormattableString.Invariant(
                    $"Variants[{i}].Factor is {variant.Factor}; it must be between 0 and {MaxFactor}.");
            }

            foreach (var violation in RateViolations(variant.Rates))
            {
                yield return FormattableString.Invariant($"Variants[{i}].Rates.{violation}");
            }
        }

        var factors = price.Variants.Select(static variant => Math.Max(1, (double)(variant?.Factor ?? 1)));
        if (factors.Aggregate(1.0, static (product, factor) => product * factor) > MaxFactors)
        {
            yield return FormattableString.Invariant(
                $"Variants have factors above 1 whose product is too large; the product must be at most {MaxFactors}.");
        }

        for (var i = 0; i < price.Fees.Count; i++)
        {
            if (price.Fees[i] is not { } fee)
            {
                yield return $"Fees[{i}] is null; it must be a fee.";
                continue;
            }

            if (fee.Amount is < 0 or > MaxRate)
            {
                yield return FormattableString.Invariant(
                    $"Fees[{i}].Amount is {fee.Amount}; it must be between 0 and {MaxRate} USD.");
            }

            if (fee.Per <= 0)
            {
                yield return FormattableString.Invariant($"Fees[{i}].Per is {fee.Per}; it must be greater than 0.");
            }
            else if (fee.Per < 1 && fee.Amount > MaxRate * fee.Per)
            {
                yield return FormattableString.Invariant(
                    $"Fees[{i}] is {fee.Amount} USD for {fee.Per} units; one unit must be at most {MaxRate} USD.");
            }
        }
    }

    /// <summary>Returns the rates that are out of range, each in the form "member is value; expected value".</summary>
    public static IEnumerable<string> RateViolations(TokenRates rates) =>
        from pair in rates.Known
        where pair.Rate is < 0 or > MaxRate
        select FormattableString.Invariant(
            $"{pair.Kind} is {pair.Rate}; it must be between 0 and {MaxRate} USD per million tokens.");
}
