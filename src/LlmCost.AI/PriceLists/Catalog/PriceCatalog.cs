using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace LlmCost.AI;

/// <summary>Represents an immutable list of model prices by provider.</summary>
/// <remarks>
/// Thread-safe. The price of a model that is not in the list is unknown, and is never assumed to be zero.
/// </remarks>
public sealed class PriceCatalog
{
    private static readonly Lazy<PriceCatalog> s_default = new(ReadEmbedded);

    private readonly IReadOnlyDictionary<string, Lazy<ProviderPrices>> _providers;

    internal PriceCatalog(DateOnly asOf, IReadOnlyDictionary<string, Lazy<ProviderPrices>> providers)
    {
        AsOf = new DateTimeOffset(asOf, TimeOnly.MinValue, TimeSpan.Zero);
        Version = asOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        _providers = providers;
    }

    /// <summary>Gets the embedded catalog of this package: public list prices in USD.</summary>
    public static PriceCatalog Default => s_default.Value;

    /// <summary>Gets the version of the list, which is the date of <see cref="AsOf"/>, such as <c>2026-11-01</c>.</summary>
    /// <remarks>
    /// Records of calls whose price is from the embedded catalog contain this version in
    /// <see cref="CostRecord.PriceListVersion"/>.
    /// </remarks>
    public string Version { get; }

    /// <summary>Gets the date on which the prices in the list were last checked against their sources.</summary>
    public DateTimeOffset AsOf { get; }

    /// <summary>Gets the OpenTelemetry names of the providers in the list, in alphabetical order.</summary>
    public IReadOnlyList<string> Providers =>
        [.. _providers.Values.Select(prices => prices.Value.Provider).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Gets the models of all providers without duplicates, sorted by provider and name.</summary>
    public IEnumerable<CatalogModel> Models =>
        from provider in Providers
        from names in ModelsOf(provider)
            .GroupBy(model => model.Value, model => model.Key)
            .OrderBy(names => names.Key.Name, StringComparer.Ordinal)
        select new CatalogModel
        {
            ProviderName = provider,
            Model = names.Key.Name,
            Aliases = [.. names.Where(name => name != ModelId.Normalize(names.Key.Name)).Order(StringComparer.Ordinal)],
        };

    /// <summary>Loads a price list in the native format: one JSON document with the models of one provider.</summary>
    /// <param name="stream">The document, in UTF-8. It is read to its end, but not disposed.</param>
    /// <returns>The list. Pass it to a <see cref="CostMeter"/>, or register it as a service.</returns>
    /// <remarks>
    /// The schema is <c>prices.schema.json</c>. A loaded list replaces the embedded catalog. To use price files in addition to
    /// the catalog, use <see cref="CostMeteringOptions.PriceFiles"/>, which also supports the formats of genai-prices and
    /// LiteLLM, and currencies other than USD.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is <see langword="null"/>.</exception>
    /// <exception cref="FormatException">
    /// The document is not a valid price list. The message contains the line, the key and the error.
    /// </exception>
    /// <exception cref="IOException">The stream can't be read.</exception>
    public static PriceCatalog Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);

        using var content = new MemoryStream();
        stream.CopyTo(content);
        return NativePriceFileReader.Read((stream as FileStream)?.Name ?? "price list", content.ToArray(), ExchangeRates.None);
    }

    /// <summary>Looks up the price of a model.</summary>
    /// <param name="providerName">
    /// The OpenTelemetry name of the provider, such as <c>openai</c>, <c>azure.ai.openai</c> or <c>anthropic</c>.
    /// </param>
    /// <param name="model">
    /// The name or alias of the model, in any case, with or without a snapshot date. If the list contains the dated name itself,
    /// the price of this entry is returned.
    /// </param>
    /// <param name="timestamp">The instant of the price.</param>
    /// <param name="price">The price, or <see langword="null"/> if it is unknown.</param>
    /// <returns><see langword="true"/> if the price is known; otherwise, <see langword="false"/>.</returns>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="providerName"/> or <paramref name="model"/> is <see langword="null"/>.
    /// </exception>
    public bool TryGetPrice(
        string providerName, string model, DateTimeOffset timestamp, [NotNullWhen(true)] out ModelPrice? price)
    {
        ArgumentNullException.ThrowIfNull(providerName);
        ArgumentNullException.ThrowIfNull(model);

        price = Find(KnownProviders.Canonical(providerName), ModelId.Normalize(model))?.At(timestamp);
        return price is not null;
    }

    /// <summary>Explains how a model name is matched and priced.</summary>
    /// <param name="providerName">The OpenTelemetry name of the provider.</param>
    /// <param name="model">The model name, as in a response.</param>
    /// <param name="timestamp">The instant of the price.</param>
    /// <returns>Several lines of English text for people. The text may change between versions.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="providerName"/> or <paramref name="model"/> is <see langword="null"/> or blank.
    /// </exception>
    public string Explain(string providerName, string model, DateTimeOffset timestamp)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(providerName);
        ArgumentException.ThrowIfNullOrWhiteSpace(model);

        var prices = new PriceSnapshot([PriceList.Of(this)], PriceSettings.None);
        return PriceExplanation.Describe(prices, providerName, model, timestamp);
    }

    /// <summary>The names and aliases of all providers, without reading their models.</summary>
    internal IEnumerable<string> ProviderNames => _providers.Keys;

    /// <summary>True if the list contains a provider under the given name or alias.</summary>
    internal bool HasProvider(string provider) => _providers.ContainsKey(provider);

    /// <summary>Returns the models of a provider, with one key for each name and alias.</summary>
    internal IReadOnlyDictionary<string, PriceHistory> ModelsOf(string provider) => _providers[provider].Value.Models;

    internal PriceHistory? Find(string? provider, string? model)
    {
        if (provider is null || model is null)
        {
            return null;
        }

        if (KnownProviders.Find(provider)?.Route is { } route)
        {
            return route(model) is var (inner, name) ? FindOne(inner, name) : null;
        }

        return FindOne(provider, model)
            ?? (ModelId.WithoutMaker(model, provider) is { } bare ? FindOne(provider, bare) : null);
    }

    private PriceHistory? FindOne(string provider, string model)
    {
        if (!_providers.TryGetValue(provider, out var prices))
        {
            return null;
        }

        return KnownProviders.Find(provider)?.Spellings is { } spellings
            ? spellings(model).Select(prices.Value.FindAnySpelling).FirstOrDefault(match => match is not null)
            : prices.Value.FindAnySpelling(model);
    }

    private static PriceCatalog ReadEmbedded()
    {
        using var resource = typeof(PriceCatalog).Assembly.GetManifestResourceStream("catalog.bin")!;
        var content = new byte[resource.Length];
        resource.ReadExactly(content);
        return CompactCatalog.Read(content);
    }
}
