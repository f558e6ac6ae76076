namespace LlmCost.AI;

/// <summary>
/// Applies the rules for the causes of differences in order: lines that can't be compared, coverage, token classes, prices.
/// </summary>
internal static class CauseFinder
{
    private static readonly ICauseRule[] s_rules =
    [
        new UnitRule(),
        new CurrencyRule(),
        new AliasRule(),
        new OneSidedRule(),
        new DayBoundaryRule(),
        new CoverageRule(),
        new TokensRule(),
        new NoPriceRule(),
        new RoundingRule(),
        new TierRule(),
        new LongContextRule(),
        new ConstantRatioRule(),
        new PriceRule(),
        new RemainderRule(),
    ];

    /// <summary>Returns the findings, the largest first.</summary>
    public static IReadOnlyList<ReconciliationFinding> Find(CauseScope scope)
    {
        foreach (var rule in s_rules)
        {
            rule.Explain(scope);
        }

        return
        [
            .. scope.Findings.OrderByDescending(finding => Math.Abs(finding.Amount))
                .ThenBy(finding => finding.Cause)
                .ThenBy(finding => finding.Provider, StringComparer.Ordinal),
        ];
    }
}
