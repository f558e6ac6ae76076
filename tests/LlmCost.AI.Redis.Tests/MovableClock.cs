using System.Collections.Concurrent;
using LlmCost.AI.Tests.Budgets;
using Microsoft.Extensions.Time.Testing;

namespace LlmCost.AI.Redis.Tests;

/// <summary>Creates stores on a real server. Their scripts read a clock that the test controls.</summary>
internal static class MovableClock
{
    /// <summary>Creates a store in a new group.</summary>
    /// <param name="redis">The server.</param>
    /// <param name="rewrite">Makes further changes to the scripts. If null, there are none.</param>
    public static StoreUnderTest CreateStore(SharedRedis redis, Func<string, string>? rewrite = null)
    {
        var options = SharedRedis.NewGroup();
        var database = redis.Connection.GetDatabase();
        var key = $"{{llmcost:{options.Group}}}:clock";
        var scripts = new ConcurrentDictionary<string, string>();

        // The clock starts at the current time, because the server uses its own clock to delete ended windows.
        var clock = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds()));
        Write();
        var store = new RedisBudgetStore(redis.Connection, options)
        {
            Rewrite = script => scripts.GetOrAdd(script, original => WithClock(rewrite?.Invoke(original) ?? original)),
        };
        return new StoreUnderTest(store, clock, Advance, store.DisposeAsync);

        string WithClock(string script) => script.Replace(
            "call('TIME')", $"call('HMGET', '{key}', 'seconds', 'micros')", StringComparison.Ordinal);

        void Advance(TimeSpan time)
        {
            clock.Advance(time);
            Write();
        }

        void Write()
        {
            var (seconds, rest) = Math.DivRem((clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks, TimeSpan.TicksPerSecond);
            database.HashSet(key, [new("seconds", seconds), new("micros", rest / TimeSpan.TicksPerMicrosecond)]);
        }
    }
}
