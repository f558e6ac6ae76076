namespace LlmCost.AI;

/// <summary>The rules for one provider.</summary>
/// <param name="Name">
/// The name in the OpenTelemetry semantic conventions (one of <see cref="ProviderNames"/>), or else the name in the catalog.
/// </param>
internal sealed record KnownProvider(string Name)
{
    /// <summary>Other spellings of the name that clients report or that people write. Case is ignored.</summary>
    public IReadOnlyList<string> Synonyms { get; init; } = [];

    /// <summary>
    /// The hosts of the API, as patterns of <see cref="HostPattern"/>.
    /// </summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>True if this name, reported by a client, identifies the provider more precisely than the host does.</summary>
    public bool IsNamedByItsClient { get; init; }

    /// <summary>
    /// True if a client reports this name for every endpoint that speaks the provider's protocol. The name then identifies the
    /// provider only if the endpoint is unknown.
    /// </summary>
    public bool IsProtocolName { get; init; }

    /// <summary>
    /// True if the provider runs on the user's machine. Its client then identifies the provider even at a local address.
    /// </summary>
    public bool IsLocal { get; init; }

    /// <summary>
    /// The way in which the client with this name reports usage, regardless of the provider that responds. Unknown clients are
    /// assumed to report the usage of this provider in the same way. If <see langword="null"/>, the client reports usage as
    /// Microsoft.Extensions.AI documents it.
    /// </summary>
    public UsageDialect? Dialect { get; init; }

    /// <summary>
    /// The way in which the client with this name passes on the usage of every compatible provider, or <see langword="null"/> if
    /// the client does not support compatible providers.
    /// </summary>
    public UsageDialect? CompatibleClientDialect { get; init; }

    /// <summary>
    /// The way in which clients for compatible providers report the usage of this provider, or <see langword="null"/> if they
    /// report it in the same way as the usage of other providers.
    /// </summary>
    public UsageDialect? CompatibleDialect { get; init; }

    /// <summary>The form in which responses report their cost, or <see langword="null"/> if they don't.</summary>
    public ReportedCostForm? ReportedCost { get; init; }

    /// <summary>The package that reads the raw responses of the provider's client, if there is one.</summary>
    public RawUsagePackage? RawUsage { get; init; }

    /// <summary>The provider's id in genai-prices lists, if it differs from the name.</summary>
    public string? GenAIPricesId { get; init; }

    /// <summary>The provider's id in LiteLLM's price list, if it differs from the name.</summary>
    public string? LiteLlmId { get; init; }

    /// <summary>
    /// True if the rates that LiteLLM lists for prompts "above" a size also apply to prompts of exactly that size.
    /// </summary>
    public bool HasInclusiveThresholds { get; init; }

    /// <summary>
    /// Returns the names under which the catalog may list a model, most specific first; <see langword="null"/> if the catalog
    /// lists only the name itself.
    /// </summary>
    public Func<string, IEnumerable<string>>? Spellings { get; init; }

    /// <summary>
    /// Returns the provider that serves a model and the model's name at that provider, or <see langword="null"/> if the name does
    /// not contain the provider. The delegate is set only for routers, which have no prices of their own.
    /// </summary>
    public Func<string, (string Provider, string Model)?>? Route { get; init; }
}
