using System.Globalization;
using Microsoft.Extensions.Options;

namespace LlmCost.AI;

/// <summary>Validates the options. Each message contains the configuration key, its value and the allowed values.</summary>
internal sealed class CostReconciliationOptionsValidator(bool hasReader) : IValidateOptions<CostReconciliationOptions>
{
    public ValidateOptionsResult Validate(string? name, CostReconciliationOptions options)
    {
        var faults = Faults(options).Select(fault => $"{CostReconciliationOptions.SectionName}:{fault}").ToList();
        return faults.Count is 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private IEnumerable<string> Faults(CostReconciliationOptions options)
    {
        if (!hasReader && string.IsNullOrWhiteSpace(options.LedgerPath))
        {
            yield return "LedgerPath is empty; it must be the folder of the ledger, LlmCost:Ledger:Path of the app.";
        }

        if (string.IsNullOrWhiteSpace(options.BillsPath))
        {
            yield return "BillsPath is empty; it must be a file that the worker can write to.";
        }

        if (options.Tolerance is < 0 or > 1)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture, $"Tolerance is {options.Tolerance}; it must be a share between 0 and 1, such as "
                    + $"0.01.");
        }

        foreach (var (currency, rate) in options.ExchangeRates.Where(rate => rate.Value <= 0))
        {
            yield return string.Create(
                CultureInfo.InvariantCulture, $"ExchangeRates:{currency} is {rate}; it must be greater than 0, in USD.");
        }

        foreach (var (source, days) in options.DaysUntilFinal.Where(days => days.Value is < 0 or > 60))
        {
            yield return string.Create(
                CultureInfo.InvariantCulture, $"DaysUntilFinal:{source} is {days}; it must be between 0 and 60.");
        }
    }
}
