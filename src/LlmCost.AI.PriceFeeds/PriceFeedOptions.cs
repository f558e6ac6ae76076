namespace LlmCost.AI;

/// <summary>A price list on the network.</summary>
public sealed class PriceFeedOptions
{
    /// <summary>
    /// The address, which begins with <c>https://</c>; <c>http://</c> is accepted for this machine alone. The list may be in our own format, LiteLLM's
    /// <c>model_prices_and_context_window.json</c> or genai-prices' <c>data.json</c>, which is told by its content. Required.
    /// </summary>
    public string? Url { get; set; }

    /// <summary>
    /// What the feed is called in metrics, records and logs. Default: the <see cref="Url"/> without its query, in which there may be a key. Give it a name where
    /// the path has one, and where two feeds differ in their query alone.
    /// </summary>
    public string? Name { get; set; }

    /// <summary>How often it is asked for news, from 1 minute to 30 days; up to a tenth of it is added at random. Default: 6 hours.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(6);

    /// <summary>
    /// The SHA-256 of the one list that is accepted, in 64 hexadecimal digits: for a list that must not change without a change here. Default: none, any list.
    /// </summary>
    public string? Sha256 { get; set; }

    /// <summary>
    /// Public keys of whoever makes the list, on the curve P-256, in PEM or as the base64 within it. If there are any, a list is accepted only with a signature by one of
    /// them (ECDSA with SHA-256 over its bytes). Two let a key be replaced. Default: none, signatures are not asked for.
    /// </summary>
    public IList<string> PublicKeys { get; } = [];

    /// <summary>
    /// Where the signature is: in DER or as its base64, as <c>openssl dgst -sha256 -sign</c> makes it. The rules for <see cref="Url"/> hold for it. Default: the
    /// <see cref="Url"/> with <c>.sig</c> behind its path.
    /// </summary>
    public string? SignatureUrl { get; set; }
}
