using Microsoft.Extensions.Options;

namespace LlmCost.AI;

/// <summary>Checks the options and names the configuration key of each fault and what would be right.</summary>
internal sealed class PriceFeedsOptionsValidator : IValidateOptions<PriceFeedsOptions>
{
    private const int MinBytes = 1_024;
    private const int MaxBytes = 1_024 * 1_024 * 1_024;

    public ValidateOptionsResult Validate(string? name, PriceFeedsOptions options)
    {
        var faults = Faults(options).ToList();
        return faults.Count is 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(PriceFeedsOptions options)
    {
        var seen = new HashSet<Uri>();
        for (var i = 0; i < options.Sources.Count; i++)
        {
            var (key, feed) = ($"{PriceFeedsOptions.SectionName}:Sources:{i}", options.Sources[i]);
            if (!TryParse(feed.Url, out var address))
            {
                yield return $"{key}:Url is '{feed.Url}'; it must be an address that begins with https:// and has no user or password in it.";
            }
            else if (!seen.Add(address))
            {
                yield return $"{key}:Url is '{feed.Url}' again; a feed must be listed once.";
            }

            if (feed.Interval < TimeSpan.FromMinutes(1) || feed.Interval > TimeSpan.FromDays(30))
            {
                yield return $"{key}:Interval is {feed.Interval}; it must be between 1 minute and 30 days.";
            }
        }

        if (string.IsNullOrWhiteSpace(options.Directory))
        {
            yield return $"{PriceFeedsOptions.SectionName}:Directory is empty; it must be a folder that the app may write to.";
        }

        if (options.MaxBytes is < MinBytes or > MaxBytes)
        {
            yield return FormattableString.Invariant(
                $"{PriceFeedsOptions.SectionName}:MaxBytes is {options.MaxBytes}; it must be between {MinBytes} and {MaxBytes}.");
        }

        if (options.Timeout < TimeSpan.FromSeconds(1) || options.Timeout > TimeSpan.FromMinutes(10))
        {
            yield return $"{PriceFeedsOptions.SectionName}:Timeout is {options.Timeout}; it must be between 1 second and 10 minutes.";
        }
    }

    /// <summary>Whether a text is the address of a feed: encrypted, or on this machine.</summary>
    public static bool TryParse(string? url, out Uri address) =>
        Uri.TryCreate(url, UriKind.Absolute, out address!)
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
        && address.UserInfo.Length is 0;
}
