using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace LlmCost.AI;

/// <summary>An immutable list of model prices, by provider.</summary>
/// <remarks>Safe on any thread. A provider or model that is not in the list is unknown, never free.</remarks>
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

    /// <summary>The prices that come with this package: public list prices, in USD.</summary>
    public static PriceCatalog Default => s_default.Value;

    /// <summary>The version of the list, which each <see cref="CostRecord"/> names.</summary>
    public string Version { get; }

    /// <summary>When the facts of the list were last checked against their sources.</summary>
    public DateTimeOffset AsOf { get; }

    /// <summary>
    /// Gets the names of the providers that the list has prices of, in OpenTelemetry's names and in alphabetical order.
    /// </summary>
    public IReadOnlyList<string> Providers =>
        [.. _providers.Values.Select(prices => prices.Value.Provider).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Gets the models of all providers, each once, by provider and name.</summary>
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

    /// <summary>Loads a price list in the format of this package: one JSON document with the models of one provider.</summary>
    /// <param name="stream">The document, in UTF-8. It is read to its end and not disposed.</param>
    /// <returns>The list, to be given to a <see cref="CostMeter"/> or registered as a service.</returns>
    /// <remarks>
    /// The schema is <c>prices.schema.json</c>. A list that is loaded replaces the embedded one; to add files to it, use
    /// <see cref="CostMeteringOptions.PriceFiles"/>, which also takes lists of genai-prices and LiteLLM, and other currencies
    /// than USD.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is <see langword="null"/>.</exception>
    /// <exception cref="FormatException">
    /// The document is not a valid price list; the message names line, key and what is wrong.
    /// </exception>
    /// <exception cref="IOException">The stream can't be read.</exception>
    public static PriceCatalog Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);

        using var content = new MemoryStream();
        stream.CopyTo(content);
        return NativePriceFileReader.Read((stream as FileStream)?.Name ?? "price list", content.ToArray(), ExchangeRates.None);
    }

    /// <summary>Looks up a price.</summary>
    /// <param name="providerName">
    /// The provider, in OpenTelemetry's names (<c>openai</c>, <c>azure.ai.openai</c>, <c>anthropic</c>, …).
    /// </param>
    /// <param name="model">
    /// The model's name or alias, in any case, with or without the date of a snapshot. A dated name that is listed has its own
    /// price.
    /// </param>
    /// <param name="timestamp">The instant for which the price is wanted.</param>
    /// <param name="price">The price, or <see langword="null"/> where the model is unknown.</param>
    /// <returns>Whether the model is known.</returns>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="providerName"/> or <paramref name="model"/> is <see langword="null"/>.
    /// </exception>
    public bool TryGetPrice(string providerName, string model, DateTimeOffset timestamp, [NotNullWhen(true)] out ModelPrice? price)
    {
        ArgumentNullException.ThrowIfNull(providerName);
        ArgumentNullException.ThrowIfNull(model);

        price = Find(KnownProviders.Canonical(providerName), ModelId.Normalize(model))?.At(timestamp);
        return price is not null;
    }

    /// <summary>Says in words how a model's name is matched and priced, for people who wonder about a number.</summary>
    /// <param name="providerName">The provider, in OpenTelemetry's names.</param>
    /// <param name="model">The model's name, as a response has it.</param>
    /// <param name="timestamp">The instant for which the price is wanted.</param>
    /// <returns>Some lines of English text, which may change from version to version.</returns>
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

    /// <summary>True if the list has prices of a provider, by its own name or an alias.</summary>
    internal bool HasProvider(string provider) => _providers.ContainsKey(provider);

    /// <summary>The models of a provider by every name.</summary>
    internal IReadOnlyDictionary<string, PriceHistory> ModelsOf(string provider) => _providers[provider].Value.Models;

    internal PriceHistory? Find(string? provider, string? model)
    {
        if (provider is null || model is null)
        {
            return null;
        }

        if (provider is ProviderNames.HuggingFace)
        {
            return HuggingFaceModelId.Split(model) is var (inner, name) ? FindOne(inner, name) : null;
        }

        return FindOne(provider, model)
            ?? (ModelId.SplitProvider(model) is var (named, rest) && named == provider ? FindOne(provider, rest) : null);
    }

    private PriceHistory? FindOne(string provider, string model)
    {
        if (!_providers.TryGetValue(provider, out var prices))
        {
            return null;
        }

        return provider is ProviderNames.AwsBedrock
            ? BedrockModelId.Spellings(model).Select(prices.Value.FindAnySpelling).FirstOrDefault(match => match is not null)
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
