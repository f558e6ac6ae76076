namespace LlmCost.AI;

/// <summary>All that is special about one provider.</summary>
/// <param name="Name">The name in the OpenTelemetry semantic conventions: one of <see cref="ProviderNames"/>.</param>
internal sealed record KnownProvider(string Name)
{
    /// <summary>Other spellings of the name, as clients report them or people write them, in any case.</summary>
    public IReadOnlyList<string> Synonyms { get; init; } = [];

    /// <summary>
    /// The hosts of the API. A leading dot stands for any subdomain, a leading hyphen for a region. Everything else is the whole
    /// name, so that <c>api.openai.com.example</c> belongs to nobody.
    /// </summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>True if a client that reports this name knows the provider better than its host does.</summary>
    public bool IsNamedByItsClient { get; init; }

    /// <summary>
    /// How usage of this provider is reported, whichever client reports it, or <see langword="null"/> if that depends on the
    /// client.
    /// </summary>
    public UsageDialect? Dialect { get; init; }

    /// <summary>
    /// How the client that calls itself by this name reports usage, for all providers without a <see cref="Dialect"/>; or
    /// <see langword="null"/> if it reports it as documented.
    /// </summary>
    public UsageDialect? ClientDialect { get; init; }

    /// <summary>How responses report their cost, or <see langword="null"/> if they don't.</summary>
    public ReportedCostForm? ReportedCost { get; init; }

    /// <summary>The package that reads the raw responses of the provider's client, if there is one.</summary>
    public RawUsagePackage? RawUsage { get; init; }

    /// <summary>The beginning of the type names of Semantic Kernel's connectors, if there are any.</summary>
    public string? ConnectorPrefix { get; init; }

    /// <summary>The id in price lists of genai-prices, if it is not the name.</summary>
    public string? GenAIPricesId { get; init; }

    /// <summary>The id in LiteLLM's price list, if it is not the name.</summary>
    public string? LiteLlmId { get; init; }

    /// <summary>True if LiteLLM's rates "above" a prompt size also apply to a prompt of exactly that size.</summary>
    public bool HasInclusiveThresholds { get; init; }

    /// <summary>
    /// Returns the names under which the catalog may list a model, the most exact first; <see langword="null"/> if only the name
    /// itself counts.
    /// </summary>
    public Func<string, IEnumerable<string>>? Spellings { get; init; }

    /// <summary>
    /// Returns the provider that serves a model and its name there, or <see langword="null"/> if the model's name does not
    /// contain it. Only routers, which have no prices of their own, have this.
    /// </summary>
    public Func<string, (string Provider, string Model)?>? Route { get; init; }
}
