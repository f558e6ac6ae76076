using LlmCost.AI.EndToEnd.Backend;
using StackExchange.Redis;

namespace LlmCost.AI.Redis.Tests;

/// <summary>Creates counters and calls for tests.</summary>
internal static class Books
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static BudgetCounter Counter(string budget, long limit, string scope = "") => new()
    {
        Budget = budget, Unit = BudgetUnit.Usd, Scope = scope, Limit = limit, WindowStart = DateTimeOffset.UnixEpoch,
    };

    public static BudgetHold Hold(long amount, params BudgetCounter[] counters)
    {
        var hold = new BudgetHold();
        hold.Begin(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(2));
        foreach (var counter in counters)
        {
            hold.Add(counter, amount, amount, 0);
        }

        return hold;
    }

    public static async Task<BudgetHold> ReserveAsync(this IBudgetStore store, long amount, params BudgetCounter[] counters)
    {
        var hold = Hold(amount, counters);
        Assert.Equal(BudgetVerdict.Granted, (await store.ReserveAsync(hold, Token)).Verdict);
        return hold;
    }

    public static async Task SpendAsync(this IBudgetStore store, long amount, params BudgetCounter[] counters) =>
        await store.SettleAsync(await store.ReserveAsync(amount, counters), amount);

    public static async Task SettleAsync(this IBudgetStore store, BudgetHold hold, long actual)
    {
        for (var index = 0; index < hold.Count; index++)
        {
            hold[index].Actual = actual;
        }

        await store.SettleAsync(hold, Token);
    }

    public static async Task<(long Spent, long Reserved)> ReadAsync(this IBudgetStore store, BudgetCounter counter)
    {
        var reading = (await store.ReadAsync([counter], Token))[0];
        return (reading.Spent, reading.Reserved);
    }

    /// <summary>Repeats a command until the store has reconnected.</summary>
    public static Task<T> UntilConnectedAsync<T>(Func<Task<T>> command) where T : class => Poll.UntilAsync(
        async _ =>
        {
            try
            {
                return await command();
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException)
            {
                return null;
            }
        },
        accept: answer => answer is not null,
        explain: _ => "the store has no connection",
        Token)!;
}
