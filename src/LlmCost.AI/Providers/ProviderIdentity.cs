namespace LlmCost.AI;

/// <summary>The provider, as far as a client's name and its endpoint identify it.</summary>
/// <param name="Name">
/// The name of the provider. If the provider is unknown, this is the host, or <see langword="null"/> if the host is also unknown.
/// </param>
/// <param name="Region">The region in the host name, or <see langword="null"/> if there is none.</param>
/// <param name="IsUnknownHost">
/// True if <paramref name="Name"/> is a host whose provider is unknown. No price list applies to such a host.
/// </param>
internal readonly record struct ProviderIdentity(string? Name, string? Region = null, bool IsUnknownHost = false);
