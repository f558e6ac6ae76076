using System.Globalization;
using Microsoft.Extensions.Options;

namespace LlmCost.AI;

/// <summary>Validates the options. Each message contains the configuration key, its value and the allowed values.</summary>
internal sealed class LedgerOptionsValidator : IValidateOptions<LedgerOptions>
{
    private const int MinRetentionDays = 2;
    private const int MaxRetentionDays = 3_660;
    private const int MinQueueLength = 64;
    private const int MaxQueueLength = 1_048_576;
    private const long MinFileBytes = 16 * 1024 * 1024;
    private const int MinKeyLength = 16;

    public ValidateOptionsResult Validate(string? name, LedgerOptions options)
    {
        var faults = Faults(options).Select(fault => $"{LedgerOptions.SectionName}:{fault}").ToList();
        return faults.Count is 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    /// <exception cref="OptionsValidationException">The options are not valid.</exception>
    public static void ThrowIfInvalid(LedgerOptions options)
    {
        if (new LedgerOptionsValidator().Validate(null, options) is { Failed: true } result)
        {
            throw new OptionsValidationException(nameof(LedgerOptions), typeof(LedgerOptions), result.Failures);
        }
    }

    private static IEnumerable<string> Faults(LedgerOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Path))
        {
            yield return "Path is empty; it must be a folder that the app can write to.";
        }

        if (options.RetentionDays is < MinRetentionDays or > MaxRetentionDays)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"RetentionDays is {options.RetentionDays}; it must be between {MinRetentionDays} and {MaxRetentionDays:N0}.");
        }

        if (options.ArchivePath is not null && string.IsNullOrWhiteSpace(options.ArchivePath))
        {
            yield return "ArchivePath is blank; it must be a folder that the app can write to, or be removed.";
        }

        if (options.QueueLength is < MinQueueLength or > MaxQueueLength)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"QueueLength is {options.QueueLength}; it must be between {MinQueueLength} and {MaxQueueLength:N0}.");
        }

        if (options.FlushInterval < TimeSpan.FromMilliseconds(10) || options.FlushInterval > TimeSpan.FromMinutes(1))
        {
            yield return $"FlushInterval is {options.FlushInterval}; it must be between 10 milliseconds and 1 minute.";
        }

        if (options.MaxFileBytes < MinFileBytes)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"MaxFileBytes is {options.MaxFileBytes}; it must be at least {MinFileBytes:N0}, or be removed.");
        }

        foreach (var tag in options.PseudonymTags.Where(tag => options.Tags.Contains(tag, StringComparer.Ordinal)))
        {
            yield return $"PseudonymTags contains '{tag}', which Tags contains, too; remove it from one of them.";
        }

        if (options.PseudonymTags.Count > 0 && !(options.PseudonymKey?.Length >= MinKeyLength))
        {
            yield return $"PseudonymKey must have at least {MinKeyLength} characters, because PseudonymTags is not empty.";
        }
    }
}
