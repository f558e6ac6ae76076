using System.Net;
using System.Net.Sockets;

namespace LlmCost.AI;

/// <summary>Recognizes the hosts of the local machine and network, which never belong to a provider in a price list.</summary>
internal static class LocalHost
{
    private static readonly IPNetwork[] s_networks =
    [
        IPNetwork.Parse("10.0.0.0/8"),
        IPNetwork.Parse("172.16.0.0/12"),
        IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("169.254.0.0/16"),
        IPNetwork.Parse("100.64.0.0/10"),
        IPNetwork.Parse("0.0.0.0/8"),
        IPNetwork.Parse("fc00::/7"),
        IPNetwork.Parse("fe80::/10"),
    ];

    /// <summary>
    /// Returns true for loopback and private addresses, <c>.local</c> and <c>.localhost</c> names, and names with a single label,
    /// which only a local resolver can resolve.
    /// </summary>
    public static bool Is(Uri address)
    {
        if (address.IsLoopback)
        {
            return true;
        }

        if (address.HostNameType is UriHostNameType.Dns)
        {
            var name = address.Host.AsSpan().TrimEnd('.');
            return !name.Contains('.')
                || name.EndsWith(".local", StringComparison.OrdinalIgnoreCase)
                || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
        }

        return IPAddress.TryParse(address.DnsSafeHost, out var ip) && IsPrivate(ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip);
    }

    private static bool IsPrivate(IPAddress address) =>
        IPAddress.IsLoopback(address)
        || (address.AddressFamily is AddressFamily.InterNetworkV6 && address.Equals(IPAddress.IPv6Any))
        || Array.Exists(s_networks, network => network.Contains(address));
}
