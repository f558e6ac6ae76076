namespace LlmCost.AI.Tool;

/// <summary>Represents the location of a budget store: a Redis server or the folder of a file store.</summary>
internal sealed record BudgetStoreLocation
{
    /// <summary>
    /// Gets the Redis servers and their options in the format of StackExchange.Redis, or <see langword="null"/> for a file store.
    /// </summary>
    public string? Redis { get; init; }

    /// <summary>Gets the group in Redis, or <see langword="null"/> to use the group in the configuration.</summary>
    public string? Group { get; init; }

    /// <summary>Gets the secret key that pseudonymizes scopes in Redis, or <see langword="null"/> if there is none.</summary>
    public string? ScopeKey { get; init; }

    /// <summary>Gets the folder of a file store, or <see langword="null"/> for Redis.</summary>
    public string? Folder { get; init; }
}
