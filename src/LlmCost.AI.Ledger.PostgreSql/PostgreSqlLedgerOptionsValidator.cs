using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace LlmCost.AI;

/// <summary>Validates the options. Each message contains the configuration key and the allowed values.</summary>
internal sealed partial class PostgreSqlLedgerOptionsValidator(IConfiguration? configuration)
    : IValidateOptions<PostgreSqlLedgerOptions>
{
    private const int MaxRetentionMonths = 1_200;

    public ValidateOptionsResult Validate(string? name, PostgreSqlLedgerOptions options)
    {
        var faults = Faults(options).ToList();
        return faults.Count is 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    /// <summary>Matches names that need no quotes in SQL.</summary>
    [GeneratedRegex("^[a-z_][a-z0-9_]{0,62}$")]
    public static partial Regex SchemaName();

    private IEnumerable<string> Faults(PostgreSqlLedgerOptions options)
    {
        if (PostgreSqlAddress.Find(options.ConnectionString, configuration).Fault is { } fault)
        {
            yield return fault;
        }

        if (!SchemaName().IsMatch(options.Schema))
        {
            yield return $"{PostgreSqlLedgerOptions.SectionName}:Schema is '{options.Schema}'; it must have at most 63 "
                + "lower-case letters, digits and underscores, and not begin with a digit.";
        }

        if (options.RetentionMonths is < 1 or > MaxRetentionMonths)
        {
            yield return $"{PostgreSqlLedgerOptions.SectionName}:RetentionMonths is {options.RetentionMonths}; it must be "
                + string.Create(CultureInfo.InvariantCulture, $"between 1 and {MaxRetentionMonths:N0}, or be removed.");
        }
    }
}
