using Microsoft.Extensions.Options;

namespace LlmCost.AI;

/// <summary>Checks the options and names the configuration key of each fault and what would be right.</summary>
internal sealed class PriceFeedsOptionsValidator : IValidateOptions<PriceFeedsOptions>
{
    private const string AddressRule = "it must be an address that begins with https:// and has no user or password in it.";
    private const int MinBytes = 1_024;
    private const int MaxBytes = 1_024 * 1_024 * 1_024;

    public ValidateOptionsResult Validate(string? name, PriceFeedsOptions options)
    {
        var faults = Faults(options).ToList();
        return faults.Count is 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(PriceFeedsOptions options)
    {
        var (addresses, names) = (new HashSet<Uri>(), new HashSet<string>(StringComparer.Ordinal));
        for (var i = 0; i < options.Sources.Count; i++)
        {
            var (key, feed) = ($"{PriceFeedsOptions.SectionName}:Sources:{i}", options.Sources[i]);
            if (!TryParse(feed.Url, out var address))
            {
                yield return $"{key}:Url is {Shown(feed.Url)}; {AddressRule}";
            }
            else if (!addresses.Add(address))
            {
                yield return $"{key}:Url is {Shown(feed.Url)} again; a feed must be listed once.";
            }
            else if (!names.Add(string.IsNullOrWhiteSpace(feed.Name) ? PriceFeedSource.NameOf(address) : feed.Name.Trim()))
            {
                yield return $"{key}:Name, or the address without its query where there is none, is that of another feed too; it must be its own.";
            }

            foreach (var fault in TrustFaults(key, feed))
            {
                yield return fault;
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

    private static IEnumerable<string> TrustFaults(string key, PriceFeedOptions feed)
    {
        if (!string.IsNullOrWhiteSpace(feed.Sha256) && !IsRead(feed.Sha256, PriceFeedVerification.ReadSha256))
        {
            yield return $"{key}:Sha256 is '{feed.Sha256}'; it must be 64 hexadecimal digits.";
        }

        for (var i = 0; i < feed.PublicKeys.Count; i++)
        {
            if (!IsRead(feed.PublicKeys[i], PriceFeedVerification.ReadPublicKey))
            {
                yield return $"{key}:PublicKeys:{i} is no public key on the curve P-256; it must be one in PEM, or the base64 within it.";
            }
        }

        if (!string.IsNullOrWhiteSpace(feed.SignatureUrl) && feed.PublicKeys.Count is 0)
        {
            yield return $"{key}:SignatureUrl is there without PublicKeys; it must have a key that the signature is checked by.";
        }
        else if (!string.IsNullOrWhiteSpace(feed.SignatureUrl) && !TryParse(feed.SignatureUrl, out _))
        {
            yield return $"{key}:SignatureUrl is {Shown(feed.SignatureUrl)}; {AddressRule}";
        }
    }

    private static bool IsRead(string? text, Func<string, byte[]> read)
    {
        try
        {
            return text is not null && read(text) is not null;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>An address as far as it may be told: a log may have the message.</summary>
    private static string Shown(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var address)
        ? $"'{address.GetComponents(UriComponents.Scheme | UriComponents.Host | UriComponents.Port | UriComponents.Path, UriFormat.UriEscaped)}'"
        : "no address";

    /// <summary>Whether a text is the address of a feed: encrypted, or on this machine.</summary>
    public static bool TryParse(string? url, out Uri address) =>
        Uri.TryCreate(url, UriKind.Absolute, out address!)
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
        && address.UserInfo.Length is 0;
}
