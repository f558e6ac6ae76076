using StackExchange.Redis;

namespace LlmCost.AI;

/// <summary>
/// Represents the keys of a counter, and the script arguments that are the same for all calls that use the counter.
/// </summary>
internal sealed class RedisCounter
{
    /// <summary>The number of keys of a claim.</summary>
    public const int KeyCount = 4;

    /// <summary>The number of arguments of a claim, including three amounts.</summary>
    public const int ArgumentCount = 12;

    /// <summary>The minimum and maximum time for which a counter is kept after the end of its window.</summary>
    private static readonly TimeSpan s_minKept = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_maxKept = TimeSpan.FromHours(48);

    private readonly RedisKeys _owner;
    private readonly RedisKey[] _keys;
    private readonly RedisValue[] _arguments;

    private RedisCounter(BudgetCounter counter, RedisKeys keys, RedisScopes scopes, string scopeHash)
    {
        _owner = keys;
        _keys =
        [
            keys.Counter(counter, scopeHash),
            keys.Leases(counter, scopeHash),
            keys.Increases(counter.Budget, counter.Unit, scopeHash),
            keys.Scopes(counter),
        ];
        _arguments =
        [
            counter.Limit,
            counter.IsShadow ? 1 : 0,
            counter.WindowStart.ToUnixTimeMilliseconds(),
            counter.WindowEnd?.ToUnixTimeMilliseconds() ?? 0,
            KeptUntil(counter),
            (long)(counter.BucketLength?.TotalMilliseconds ?? 0),
            counter.Buckets,
            scopes.Display(counter.Scope),
            string.Join(',', counter.Thresholds),
        ];
    }

    /// <summary>Gets the key of the set of scopes that have spent in the counter's window.</summary>
    public RedisKey Scopes => _keys[3];

    /// <summary>Returns the keys and arguments of a counter. They are created once and cached in the counter.</summary>
    public static RedisCounter Of(BudgetCounter counter, RedisKeys keys, RedisScopes scopes)
    {
        if (counter.StoreState is RedisCounter state && ReferenceEquals(state._owner, keys))
        {
            return state;
        }

        var created = new RedisCounter(counter, keys, scopes, scopes.Hash(counter.Scope));
        counter.StoreState = created;
        return created;
    }

    /// <summary>Returns the keys and arguments of the counter of another scope, in the same window of the same budget.</summary>
    public static RedisCounter OfScope(BudgetCounter counter, string displayed, RedisKeys keys, RedisScopes scopes) =>
        new(counter, keys, scopes, scopes.HashOfDisplay(displayed));

    /// <summary>Writes the keys and arguments of a claim.</summary>
    public void Write(Span<RedisKey> keys, Span<RedisValue> arguments, long x = 0, long y = 0, long z = 0)
    {
        _keys.CopyTo(keys);
        _arguments.CopyTo(arguments);
        (arguments[9], arguments[10], arguments[11]) = (x, y, z);
    }

    /// <summary>
    /// Returns the time at which the keys can expire, in Unix milliseconds; 0 if they never expire, or -1 if the counter limits
    /// concurrent calls. For rolling windows and limits on concurrent calls, the scripts compute the time.
    /// </summary>
    private static long KeptUntil(BudgetCounter counter)
    {
        if (counter.WindowEnd is not { } end)
        {
            return counter.Unit is BudgetUnit.Concurrent ? -1 : 0;
        }

        var length = end - counter.WindowStart;
        var kept = length < s_minKept ? s_minKept : length > s_maxKept ? s_maxKept : length;
        return (end + kept).ToUnixTimeMilliseconds();
    }
}
