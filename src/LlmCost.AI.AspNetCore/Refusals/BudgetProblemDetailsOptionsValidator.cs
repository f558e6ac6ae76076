using Microsoft.Extensions.Options;

namespace LlmCost.AI;

/// <summary>Validates the options. Each message contains the configuration key, its value and the allowed values.</summary>
internal sealed class BudgetProblemDetailsOptionsValidator : IValidateOptions<BudgetProblemDetailsOptions>
{
    private const int MinStatus = 400;
    private const int MaxStatus = 599;

    public ValidateOptionsResult Validate(string? name, BudgetProblemDetailsOptions options)
    {
        var faults = Faults(options).ToList();
        return faults.Count is 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(BudgetProblemDetailsOptions options)
    {
        foreach (var (reason, status) in options.StatusCodes)
        {
            var key = $"{BudgetProblemDetailsOptions.SectionName}:{nameof(options.StatusCodes)}:{reason}";
            if (!Enum.IsDefined(reason))
            {
                var reasons = string.Join(", ", Enum.GetNames<BudgetExceededReason>());
                yield return $"{key} is not a reason; it must be one of {reasons}.";
            }

            if (status is < MinStatus or > MaxStatus)
            {
                yield return FormattableString.Invariant($"{key} is {status}; it must be between {MinStatus} and {MaxStatus}.");
            }
        }
    }
}
