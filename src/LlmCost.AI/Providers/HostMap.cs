using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace LlmCost.AI;

/// <summary>A configured value for each host. A host with a port takes precedence over the same host without one.</summary>
internal sealed class HostMap
{
    private readonly FrozenDictionary<string, string> _values;

    /// <summary>Creates a map.</summary>
    /// <param name="values">The values by host, with or without a port. Keys that are not hosts have no effect.</param>
    public HostMap(IEnumerable<KeyValuePair<string, string>> values)
    {
        var byHost = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in values)
        {
            if (Normalize(key) is { } host)
            {
                byHost[host] = value;
            }
        }

        _values = byHost.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>A map without values.</summary>
    public static HostMap Empty { get; } = new([]);

    /// <summary>Returns the value for the host of an address, or <see langword="null"/> if none is configured.</summary>
    public string? Find(Uri? address) => _values.Count is 0 || address is not { IsAbsoluteUri: true, Host.Length: > 0 }
        ? null
        : _values.GetValueOrDefault(string.Create(CultureInfo.InvariantCulture, $"{address.Host}:{address.Port}"))
            ?? _values.GetValueOrDefault(address.Host);

    /// <summary>
    /// Returns a host in the format of <see cref="Uri.Host"/>, with its port if it has one: a name, an IPv4 address, or an IPv6
    /// address with or without brackets. Returns <see langword="null"/> for anything else, such as an address with a scheme.
    /// </summary>
    public static string? Normalize(string key)
    {
        var text = key.Trim();
        var bracket = text.LastIndexOf(']');
        if ((bracket < 0 || bracket == text.Length - 1)
            && IPAddress.TryParse(text, out var address)
            && address.AddressFamily is AddressFamily.InterNetworkV6)
        {
            return $"[{address}]";
        }

        var colon = text.LastIndexOf(':');
        var hasPort = colon > 0 && colon > bracket;
        var host = hasPort ? text[..colon] : text;
        if (Uri.CheckHostName(host) is UriHostNameType.Unknown
            || !Uri.TryCreate($"http://{host}/", UriKind.Absolute, out var uri))
        {
            return null;
        }

        if (!hasPort)
        {
            return uri.Host;
        }

        return ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{uri.Host}:{port}")
            : null;
    }
}
