namespace LlmCost.AI;

/// <summary>Lists the provider names in the options.</summary>
internal static class ConfiguredProviders
{
    /// <summary>Returns the provider names, with the configuration keys in which they occur.</summary>
    public static IEnumerable<(string Key, string Provider)> In(CostMeteringOptions options) =>
    [
        .. options.Prices.Select((price, i) => ($"{Section(nameof(options.Prices))}:{i}:Provider", price.Provider!)),
        .. options.Adjustments.Select((one, i) => ($"{Section(nameof(options.Adjustments))}:{i}:Provider", one.Provider!)),
        .. Keys(nameof(options.Discounts), options.Discounts.Keys),
        .. Keys(nameof(options.Rounding), options.Rounding.Keys),
        .. Keys(nameof(options.ResellerFallbacks), options.ResellerFallbacks.Keys),
        .. options.ResellerFallbacks.SelectMany(pair => pair.Value.Select(
            (maker, i) => ($"{Section(nameof(options.ResellerFallbacks))}:{pair.Key}:{i}", maker))),
        .. options.ProviderHosts.Select(pair => ($"{Section(nameof(options.ProviderHosts))}:{pair.Key}", pair.Value)),
    ];

    private static IEnumerable<(string Key, string Provider)> Keys(string option, IEnumerable<string> providers) =>
        providers.Select(provider => ($"{Section(option)}:{provider}", provider));

    private static string Section(string option) => $"{CostMeteringOptions.SectionName}:{option}";
}
