namespace LlmCost.AI;

/// <summary>What makes a price a valid one, whoever wrote it.</summary>
internal static class PriceRules
{
    /// <summary>The largest believable rate, in USD per million tokens: a dollar a token. Beyond it, a price is in some other unit.</summary>
    public const decimal MaxRate = 1_000_000;

    /// <summary>The largest believable factor.</summary>
    public const decimal MaxFactor = 100;

    /// <summary>The rules that a price breaks, each as "member is value; what would be right".</summary>
    public static IEnumerable<string> Violations(ModelPrice price)
    {
        foreach (var violation in RateViolations(price))
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
                yield return FormattableString.Invariant($"Variants[{i}].Factor is {variant.Factor}; it must be between 0 and {MaxFactor}.");
            }

            foreach (var violation in RateViolations(variant.Rates))
            {
                yield return FormattableString.Invariant($"Variants[{i}].Rates.{violation}");
            }
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
                yield return FormattableString.Invariant($"Fees[{i}].Amount is {fee.Amount}; it must be between 0 and {MaxRate} USD.");
            }

            if (fee.Per <= 0)
            {
                yield return FormattableString.Invariant($"Fees[{i}].Per is {fee.Per}; it must be greater than 0.");
            }
        }
    }

    /// <summary>The rates that are out of range, each as "member is value; what would be right".</summary>
    public static IEnumerable<string> RateViolations(TokenRates rates) =>
        from pair in Rates(rates)
        where pair.Rate is < 0 or > MaxRate
        select FormattableString.Invariant($"{pair.Name} is {pair.Rate}; it must be between 0 and {MaxRate} USD per million tokens.");

    /// <summary>All rates by the names of their members.</summary>
    public static IEnumerable<(string Name, decimal? Rate)> Rates(TokenRates rates) =>
    [
        (nameof(rates.Input), rates.Input),
        (nameof(rates.InputCacheRead), rates.InputCacheRead),
        (nameof(rates.InputCacheWrite), rates.InputCacheWrite),
        (nameof(rates.InputCacheWriteOneHour), rates.InputCacheWriteOneHour),
        (nameof(rates.InputAudio), rates.InputAudio),
        (nameof(rates.InputAudioCacheRead), rates.InputAudioCacheRead),
        (nameof(rates.InputImage), rates.InputImage),
        (nameof(rates.InputImageCacheRead), rates.InputImageCacheRead),
        (nameof(rates.InputVideo), rates.InputVideo),
        (nameof(rates.Output), rates.Output),
        (nameof(rates.OutputReasoning), rates.OutputReasoning),
        (nameof(rates.OutputCitation), rates.OutputCitation),
        (nameof(rates.OutputAudio), rates.OutputAudio),
        (nameof(rates.OutputImage), rates.OutputImage),
        (nameof(rates.OutputVideo), rates.OutputVideo),
    ];
}
