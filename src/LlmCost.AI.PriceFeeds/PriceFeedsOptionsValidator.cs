using Microsoft.Extensions.Options;

namespace LlmCost.AI;

/// <summary>Validates the options. Each message contains the configuration key, its value and the allowed values.</summary>
internal sealed class PriceFeedsOptionsValidator : IValidateOptions<PriceFeedsOptions>
{
    private const string AddressRule = "it must be an address that begins with https:// and contains no user or password.";
    private const int MinBytes = 1_024;
    private const int MaxBytes = 1_024 * 1_024 * 1_024;

    private const UriComponents ShownComponents =
        UriComponents.Scheme | UriComponents.Host | UriComponents.Port | UriComponents.Path;

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
                yield return $"{key}:Url is {Shown(feed.Url)}, which another feed has; remove one of them.";
            }
            else if (!names.Add(string.IsNullOrWhiteSpace(feed.Name) ? PriceFeedSource.NameOf(address) : feed.Name.Trim()))
            {
                yield return $"{key}:Name is the name of another feed; set a unique name (default: Url without its query).";
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
            yield return $"{PriceFeedsOptions.SectionName}:Directory is empty; it must be a folder that the app can write to.";
        }

        if (options.MaxBytes is < MinBytes or > MaxBytes)
        {
            yield return FormattableString.Invariant(
                $"{PriceFeedsOptions.SectionName}:MaxBytes is {options.MaxBytes}; it must be between {MinBytes} and {MaxBytes}.");
        }

        if (options.Timeout < TimeSpan.FromSeconds(1) || options.Timeout > TimeSpan.FromMinutes(10))
        {
            yield return
                $"{PriceFeedsOptions.SectionName}:Timeout is {options.Timeout}; it must be between 1 second and 10 minutes.";
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
                yield return
                    $"{key}:PublicKeys:{i} is not a public key on the curve P-256; it must be PEM, or the base64 text inside it.";
            }
        }

        if (!string.IsNullOrWhiteSpace(feed.SignatureUrl) && feed.PublicKeys.Count is 0)
        {
            yield return $"{key}:SignatureUrl is set without PublicKeys; add the public key that verifies the signature.";
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

    /// <summary>
    /// Returns an address for a message. The user, the password and the query are left out, because messages may be logged.
    /// </summary>
    private static string Shown(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var address)
        ? $"'{address.GetComponents(ShownComponents, UriFormat.UriEscaped)}'"
        : "no address";

    /// <summary>
    /// Parses the address of a feed. Returns true if it uses HTTPS, or HTTP on a loopback address, and contains no user or
    /// password.
    /// </summary>
    public static bool TryParse(string? url, out Uri address) =>
        Uri.TryCreate(url, UriKind.Absolute, out address!)
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
        && address.UserInfo.Length is 0;
}
