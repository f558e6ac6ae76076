namespace LlmCost.AI;

/// <summary>What makes a price a valid one, whoever wrote it.</summary>
internal static class PriceRules
{
    /// <summary>The largest believable rate, in USD per million tokens: some hundred times the dearest model of today.</summary>
    public const decimal MaxRate = 100_000;

    /// <summary>The rules that a price breaks, each as "member is value; what would be right".</summary>
    public static IEnumerable<string> Violations(ModelPrice price)
    {
        foreach (var (name, rate) in Rates(price))
        {
            if (rate is < 0 or > MaxRate)
            {
                yield return FormattableString.Invariant($"{name} is {rate}; it must be between 0 and {MaxRate} USD per million tokens.");
            }
        }

        for (var i = 0; i < price.ContextTiers.Count; i++)
        {
            var tier = price.ContextTiers[i];
            var earlier = i > 0 ? price.ContextTiers[i - 1].FromInputTokens : 0;
            if (tier.FromInputTokens <= earlier)
            {
                yield return FormattableString.Invariant(
                    $"ContextTiers[{i}].FromInputTokens is {tier.FromInputTokens}; it must be greater than {earlier}, in tokens.");
            }

            foreach (var violation in Violations(tier.Price))
            {
                yield return FormattableString.Invariant($"ContextTiers[{i}].Price.{violation}");
            }
        }

        for (var i = 0; i < price.Windows.Count; i++)
        {
            var window = price.Windows[i];
            if (window.Start == window.End)
            {
                yield return FormattableString.Invariant($"Windows[{i}] starts and ends at {window.Start:HH:mm}; it must have a length.");
            }

            foreach (var violation in Violations(window.Price))
            {
                yield return FormattableString.Invariant($"Windows[{i}].Price.{violation}");
            }
        }
    }

    private static IEnumerable<(string Name, decimal? Rate)> Rates(ModelPrice price) =>
    [
        (nameof(price.Input), price.Input),
        (nameof(price.InputCacheRead), price.InputCacheRead),
        (nameof(price.InputCacheWrite), price.InputCacheWrite),
        (nameof(price.InputCacheWriteOneHour), price.InputCacheWriteOneHour),
        (nameof(price.InputAudio), price.InputAudio),
        (nameof(price.InputImage), price.InputImage),
        (nameof(price.Output), price.Output),
        (nameof(price.OutputReasoning), price.OutputReasoning),
        (nameof(price.OutputAudio), price.OutputAudio),
        (nameof(price.OutputImage), price.OutputImage),
    ];
}
