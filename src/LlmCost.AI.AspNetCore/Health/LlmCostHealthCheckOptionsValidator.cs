using Microsoft.Extensions.Options;

namespace LlmCost.AI;

/// <summary>Validates the options. Each message contains the configuration key, its value and the allowed values.</summary>
internal sealed class LlmCostHealthCheckOptionsValidator : IValidateOptions<LlmCostHealthCheckOptions>
{
    private static readonly TimeSpan s_minWindow = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_maxWindow = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, LlmCostHealthCheckOptions options)
    {
        var faults = Faults(options).Select(fault => $"{LlmCostHealthCheckOptions.SectionName}:{fault}").ToList();
        return faults.Count is 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(LlmCostHealthCheckOptions options)
    {
        if (options.MaxUnpricedShare is not (>= 0 and <= 1))
        {
            yield return FormattableString.Invariant(
                $"{nameof(options.MaxUnpricedShare)} is {options.MaxUnpricedShare}; it must be between 0 and 1.");
        }

        if (options.MinCalls < 1)
        {
            yield return FormattableString.Invariant($"{nameof(options.MinCalls)} is {options.MinCalls}; it must be at least 1.");
        }

        if (options.Window < s_minWindow || options.Window > s_maxWindow)
        {
            yield return $"{nameof(options.Window)} is {options.Window}; it must be between {s_minWindow} and {s_maxWindow}.";
        }

        foreach (var (key, value) in new[]
        {
            (nameof(options.MaxPriceListAge), options.MaxPriceListAge),
            (nameof(options.MaxLedgerLag), options.MaxLedgerLag),
            (nameof(options.MaxLedgerForwardLag), options.MaxLedgerForwardLag),
        })
        {
            if (value <= TimeSpan.Zero)
            {
                yield return $"{key} is {value}; it must be greater than 0.";
            }
        }
    }
}
