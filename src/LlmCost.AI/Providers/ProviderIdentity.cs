namespace LlmCost.AI;

/// <summary>What a client's name and its endpoint reveal about the provider.</summary>
/// <param name="Name">
/// The name of the provider; the host if nothing else is known; <see langword="null"/> if that is unknown, too.
/// </param>
/// <param name="Region">The region in the host name, or <see langword="null"/> if there is none.</param>
/// <param name="IsUnknownHost">
/// True if <paramref name="Name"/> is a host whose provider is unknown. No price list applies to it.
/// </param>
internal readonly record struct ProviderIdentity(string? Name, string? Region = null, bool IsUnknownHost = false);
