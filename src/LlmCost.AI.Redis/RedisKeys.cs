using System.Globalization;
using StackExchange.Redis;

namespace LlmCost.AI;

/// <summary>
/// Provides the names of the keys. All names contain the same hash tag, so that a cluster stores all keys on one server.
/// </summary>
internal sealed class RedisKeys(string group)
{
    private readonly string _prefix = $"{{llmcost:{group}}}:";

    /// <summary>
    /// Gets the key of the epoch: a unique id that is missing or different after the server has lost all counters.
    /// </summary>
    public RedisKey Epoch { get; } = $"{{llmcost:{group}}}:epoch";

    /// <summary>Gets the key of the audit trail of increases.</summary>
    public RedisKey AllIncreases { get; } = $"{{llmcost:{group}}}:increases";

    /// <summary>
    /// Gets the key that exists while any increase is in effect. If the key does not exist, scripts do not search for increases.
    /// </summary>
    public RedisKey Increased { get; } = $"{{llmcost:{group}}}:increased";

    /// <summary>Returns the key that marks a hold as settled.</summary>
    public RedisKey Settled(string id) => $"{_prefix}h:{id}";

    /// <summary>Returns the key of a counter.</summary>
    public RedisKey Counter(BudgetCounter counter, string scopeHash) =>
        $"{_prefix}b:{Name(counter)}:{scopeHash}:{Start(counter)}";

    /// <summary>Returns the key of the leases of a counter.</summary>
    public RedisKey Leases(BudgetCounter counter, string scopeHash) =>
        $"{_prefix}b:{Name(counter)}:{scopeHash}:{Start(counter)}:x";

    /// <summary>Returns the key of the increases in effect for a counter.</summary>
    public RedisKey Increases(string budget, BudgetUnit unit, string scopeHash) =>
        $"{_prefix}i:{budget}:{UnitName(unit)}:{scopeHash}";

    /// <summary>Returns the key of the set of scopes that have spent from a budget in one window.</summary>
    public RedisKey Scopes(BudgetCounter counter) => $"{_prefix}t:{Name(counter)}:{Start(counter)}";

    private static string Name(BudgetCounter counter) => $"{counter.Budget}:{UnitName(counter.Unit)}";

    private static string Start(BudgetCounter counter) =>
        counter.BucketLength is { } length
            ? $"r{((long)length.TotalMilliseconds).ToString(CultureInfo.InvariantCulture)}"
            : counter.WindowStart.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    private static string UnitName(BudgetUnit unit) => unit switch
    {
        BudgetUnit.Usd => "usd",
        BudgetUnit.Tokens => "tokens",
        BudgetUnit.InputTokens => "input",
        BudgetUnit.OutputTokens => "output",
        BudgetUnit.Requests => "requests",
        BudgetUnit.Concurrent => "concurrent",
        _ => throw new ArgumentOutOfRangeException(nameof(unit), unit, "The unit of a counter is not set."),
    };
}
