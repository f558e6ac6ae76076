using System.Net;
using Microsoft.AspNetCore.Http;

namespace LlmCost.AI;

/// <summary>Decides whether a request comes from this machine.</summary>
internal static class LocalRequest
{
    private static readonly string[] s_forwarding = ["Forwarded", "Via", "X-Real-IP"];
    private static readonly string[] s_forwardingPrefixes = ["X-Forwarded-", "X-Original-"];
    private static readonly string[] s_hosts = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>
    /// Returns true if the connection is from this machine, no proxy has forwarded the request, and the <c>Host</c> header names
    /// this machine.
    /// </summary>
    /// <remarks>
    /// A connection without an address is not local: it can be the Unix socket of a proxy. The <c>Host</c> header is checked,
    /// because a website whose name resolves to this machine could otherwise read the response (DNS rebinding).
    /// </remarks>
    public static bool IsLocal(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
            && !context.Request.Headers.Keys.Any(IsForwarding)
            && IsLocalHost(context.Request.Host.Host);

    private static bool IsForwarding(string header) =>
        s_forwarding.Contains(header, StringComparer.OrdinalIgnoreCase)
            || s_forwardingPrefixes.Any(prefix => header.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    private static bool IsLocalHost(string host) => s_hosts.Contains(host, StringComparer.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
}
