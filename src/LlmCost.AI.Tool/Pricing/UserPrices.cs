namespace LlmCost.AI.Tool;

/// <summary>Represents the user's configuration: the section <c>LlmCost</c> of a file, and a map of provider names.</summary>
internal sealed class UserPrices
{
    private readonly CostMeteringOptions _options = new();
    private readonly Dictionary<string, string> _providers = new(StringComparer.OrdinalIgnoreCase);
    private HostMap _hosts = HostMap.Empty;

    private UserPrices()
    {
    }

    /// <summary>Reads the user's configuration.</summary>
    /// <param name="config">A JSON file with a section <c>LlmCost</c>, or <see langword="null"/>.</param>
    /// <param name="providerMap">Pairs such as <c>my-gateway=openai</c>.</param>
    /// <exception cref="FormatException">
    /// A pair or a value is not valid. The message contains the invalid pair or value.
    /// </exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static UserPrices Read(FileInfo? config, IEnumerable<string> providerMap)
    {
        var user = new UserPrices();
        if (config is not null)
        {
            AppConfiguration.Read(config, configuration =>
            {
                new CostMeteringConfiguration(configuration).Configure(user._options);
                CostMeteringOptionsValidator.ThrowIfInvalid(user._options);
            });
            user._hosts = new HostMap(user._options.ProviderHosts);
        }

        foreach (var pair in providerMap)
        {
            if (pair.Split('=') is not [{ Length: > 0 } name, { Length: > 0 } provider])
            {
                throw new FormatException(
                    $"--provider-map is '{pair}'; it must have the form NAME=PROVIDER, such as my-gateway=openai.");
            }

            user._providers[name.Trim()] = provider.Trim();
        }

        return user;
    }

    /// <summary>Opens the prices that an app with this configuration uses.</summary>
    /// <param name="files">
    /// Price lists that replace the lists in the configuration and the embedded catalog. If this list is empty, nothing is
    /// replaced.
    /// </param>
    /// <param name="error">The writer that receives a warning about each option that looks like a mistake.</param>
    /// <exception cref="FormatException">A price list is not valid. The message contains its name.</exception>
    /// <exception cref="IOException">A price list can't be read.</exception>
    public PriceSnapshot Open(IReadOnlyCollection<FileInfo>? files, TextWriter error)
    {
        var settings = _options.ToPriceSettings();
        IReadOnlyList<PriceList> lists = files is { Count: > 0 }
            ? [.. files.SelectMany(file => PriceListFile.OpenAll(file.FullName, settings.ExchangeRates))]
            :
            [
                .. _options.PriceFiles.Select(path => PriceListFile.Open(path, settings.ExchangeRates, followsFallbacks: false)),
                PriceList.Catalog,
            ];
        var prices = new PriceSnapshot(lists, settings);
        foreach (var (key, doubt) in DoubtfulOptions.In(_options, prices, TimeProvider.System.GetUtcNow()))
        {
            error.WriteLine($"warning: {key} {doubt}");
        }

        return prices;
    }

    /// <summary>
    /// Identifies the provider of a request by its name. If the name can also be the name of a protocol, the address is used
    /// instead.
    /// </summary>
    public ProviderIdentity ProviderOf(PriceQuery query)
    {
        var byAddress = Uri.TryCreate(query.Endpoint, UriKind.Absolute, out var address)
            ? KnownProviders.Resolve(query.Provider, address, _hosts)
            : new ProviderIdentity(KnownProviders.Canonical(query.Provider));
        if (query.Provider is not { } provider)
        {
            return byAddress;
        }

        if (_providers.TryGetValue(provider.Trim(), out var mapped))
        {
            return new ProviderIdentity(KnownProviders.Canonical(mapped), byAddress.Region);
        }

        var name = KnownProviders.Canonical(provider);
        return KnownProviders.Find(name) is { IsProtocolName: true } ? byAddress : new ProviderIdentity(name, byAddress.Region);
    }
}
