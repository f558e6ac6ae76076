namespace LlmCost.AI;

/// <summary>Represents options for one price list on the network.</summary>
public sealed class PriceFeedOptions
{
    /// <summary>
    /// Gets or sets the address of the list. It starts with <c>https://</c>; <c>http://</c> is accepted only for loopback
    /// addresses. Required.
    /// </summary>
    /// <remarks>
    /// The list may be in LlmCost.AI's own format, or in the formats of LiteLLM's <c>model_prices_and_context_window.json</c> and
    /// genai-prices' <c>data.json</c>. The format is detected from the content.
    /// </remarks>
    public string? Url { get; set; }

    /// <summary>
    /// Gets or sets the name of the feed in metrics, records and logs. The default is <see cref="Url"/> without its query, which
    /// may contain a key.
    /// </summary>
    /// <remarks>Set a name if the path contains a key, or if the addresses of two feeds differ only in their query.</remarks>
    public string? Name { get; set; }

    /// <summary>Gets or sets the time between updates, from 1 minute to 30 days. The default is 6 hours.</summary>
    /// <remarks>A random delay of up to a tenth of the interval is added to each update.</remarks>
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(6);

    /// <summary>
    /// Gets or sets the SHA-256 hash of the only version of the list that is accepted, as 64 hexadecimal digits. The default is
    /// <see langword="null"/>, which accepts any version.
    /// </summary>
    /// <remarks>To accept a new version of the list, change this setting.</remarks>
    public string? Sha256 { get; set; }

    /// <summary>
    /// Gets the publisher's public keys on the curve P-256, each as PEM or as the base64 text inside the PEM. By default, there
    /// are no keys, and no signature is required.
    /// </summary>
    /// <remarks>
    /// If there are keys, a price list is accepted only if it was signed with one of them. The signature is an ECDSA signature
    /// with SHA-256 of the bytes of the price list. During a key rotation, configure both the old and the new key.
    /// </remarks>
    public IList<string> PublicKeys { get; } = [];

    /// <summary>
    /// Gets or sets the address of the signature. The same schemes as for <see cref="Url"/> are accepted. The default is
    /// <see cref="Url"/> with <c>.sig</c> appended to its path.
    /// </summary>
    /// <remarks>The signature is in DER, as written by <c>openssl dgst -sha256 -sign</c>, or in the base64 text of DER.</remarks>
    public string? SignatureUrl { get; set; }
}
