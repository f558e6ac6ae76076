using Microsoft.Extensions.Options;

namespace LlmCost.AI;

/// <summary>Validates the options. Each message contains the configuration key, its value and the allowed values.</summary>
internal sealed class LlmCostDashboardOptionsValidator : IValidateOptions<LlmCostDashboardOptions>
{
    private const int MinTokenLength = 24;

    private static readonly TimeSpan s_minHistory = TimeSpan.FromDays(1);
    private static readonly TimeSpan s_maxHistory = TimeSpan.FromDays(400);

    public ValidateOptionsResult Validate(string? name, LlmCostDashboardOptions options)
    {
        var faults = Faults(options).Select(fault => $"{LlmCostDashboardOptions.SectionName}:{fault}").ToList();
        return faults.Count is 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(LlmCostDashboardOptions options)
    {
        foreach (var (key, value, min, max) in new[]
        {
            (nameof(options.Calls), options.Calls, 10, 100_000),
            (nameof(options.MaxSeries), options.MaxSeries, 1, 10_000),
            (nameof(options.MaxStreams), options.MaxStreams, 1, 1_000),
            (nameof(options.Port), options.Port ?? 1, 1, 65_535),
        })
        {
            if (value < min || value > max)
            {
                yield return FormattableString.Invariant($"{key} is {value}; it must be between {min} and {max}.");
            }
        }

        if (options.History < s_minHistory || options.History > s_maxHistory)
        {
            yield return $"{nameof(options.History)} is {options.History}; it must be between {s_minHistory} and {s_maxHistory}.";
        }

        // The token is a secret, so the message does not contain it.
        if (options.AccessToken is { Length: < MinTokenLength } token)
        {
            yield return $"{nameof(options.AccessToken)} has {token.Length} characters; it must have at least {MinTokenLength}.";
        }

        foreach (var (key, value) in new[]
        {
            (nameof(options.TraceUrl), options.TraceUrl), (nameof(options.GrafanaUrl), options.GrafanaUrl),
        })
        {
            if (value is not null && !IsWebAddress(value))
            {
                yield return $"{key} is '{value}'; it must be an absolute address that begins with http:// or https://.";
            }
        }

        if (options.TraceUrl is { } trace && !trace.Contains("{traceId}", StringComparison.Ordinal))
        {
            yield return $"{nameof(options.TraceUrl)} is '{trace}'; it must contain {{traceId}}.";
        }

        if (options.ShowTags.Any(string.IsNullOrWhiteSpace))
        {
            yield return $"{nameof(options.ShowTags)} contains an empty name; remove it.";
        }
    }

    private static bool IsWebAddress(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var uri)
            && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps);
}
