namespace LlmCost.AI;

/// <summary>The hosts of the known providers.</summary>
internal static class ProviderHosts
{
    private static readonly Dictionary<string, string> s_exact = new(StringComparer.OrdinalIgnoreCase);
    private static readonly List<KeyValuePair<HostPattern, string>> s_patterns = [];

    static ProviderHosts()
    {
        foreach (var provider in KnownProviders.All)
        {
            foreach (var host in provider.Hosts)
            {
                if (new HostPattern(host) is { IsExact: false } pattern)
                {
                    s_patterns.Add(new(pattern, provider.Name));
                }
                else
                {
                    s_exact.Add(host, provider.Name);
                }
            }
        }
    }

    /// <summary>
    /// Returns the provider behind a host and the region in the host name, or <see langword="null"/> if the host is unknown.
    /// </summary>
    public static (string Provider, string? Region)? Find(string host)
    {
        if (s_exact.TryGetValue(host, out var exact))
        {
            return (exact, null);
        }

        foreach (var (pattern, provider) in s_patterns)
        {
            if (pattern.IsMatch(host, out var region))
            {
                return (provider, region);
            }
        }

        return null;
    }
}
