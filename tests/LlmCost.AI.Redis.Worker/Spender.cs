using StackExchange.Redis;

namespace LlmCost.AI.Redis.Worker;

/// <summary>
/// Makes calls that reserve and settle, sends half of the commands twice, and prints what a test needs to verify the amounts.
/// </summary>
/// <remarks>
/// The printed lines are <c>R id</c> before a hold is reserved, <c>S id amount</c> before a hold is settled, <c>D id</c> after
/// the settlement is acknowledged, <c>X id</c> after a refusal, and <c>V text</c> for a violation of a limit.
/// </remarks>
internal static class Spender
{
    private static readonly Lock s_output = new();

    public static async Task RunAsync(string connection, int callers)
    {
        // The test closes standard input to stop the worker.
        var end = Task.Run(() => Console.In.ReadToEnd());
        var options = new BudgetStoreOptions { Group = "workers", Timeout = TimeSpan.FromSeconds(1) };
        await using var store = new RedisBudgetStore(connection, options);
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(() => CallAsync(store, caller, end))));
    }

    private static async Task CallAsync(RedisBudgetStore store, int caller, Task end)
    {
        var random = new Random((Environment.ProcessId * 1_000) + caller);
        var counters = SharedBudgets.Create();
        while (!end.IsCompleted)
        {
            var hold = new BudgetHold();
            hold.Begin(DateTimeOffset.UtcNow, SharedBudgets.Lease);
            var minimum = random.NextInt64(SharedBudgets.Floor, 2_000_000_000);
            hold.Add(counters[0], minimum, minimum * 2, SharedBudgets.Floor);
            hold.Add(counters[1], minimum, minimum * 2, SharedBudgets.Floor);
            hold.Add(counters[2], 1, 1, 0);
            Write($"R {hold.Id}");

            var verdict = await TwiceAsync(random, async () =>
            {
                var reply = await store.ReserveAsync(hold);
                Check(hold, reply.Verdict.ToString());
                return reply.Verdict;
            });
            if (verdict is BudgetVerdict.Refused)
            {
                if (hold[0].Granted + hold[1].Granted + hold[2].Granted is not 0)
                {
                    Write($"V refused, but granted {hold[0].Granted}");
                }

                Write($"X {hold.Id}");
                continue;
            }

            var granted = hold[0].Granted;
            await Task.Yield(); // Simulates the call.

            // The cost is at most the floor, which is charged when the lease ends. Therefore, a later settlement does not exceed
            // the limit, even if other calls have reserved the rest.
            var actual = random.NextInt64(Math.Min(granted / 2_000, SharedBudgets.Floor));
            (hold[0].Actual, hold[1].Actual, hold[2].Actual) = (actual, actual, 0);
            Write($"S {hold.Id} {actual}");
            await TwiceAsync(random, async () =>
            {
                await store.SettleAsync(hold);
                Check(hold, "settled");
                return 0;
            });
            Write($"D {hold.Id}");
        }
    }

    /// <summary>Repeats a command until it is acknowledged. Then, in half of the cases, runs it once more.</summary>
    private static async Task<T> TwiceAsync<T>(Random random, Func<Task<T>> command)
    {
        var result = await UntilAcknowledgedAsync(command);
        return random.Next(2) is 0 ? result : await UntilAcknowledgedAsync(command);
    }

    private static async Task<T> UntilAcknowledgedAsync<T>(Func<Task<T>> command)
    {
        while (true)
        {
            try
            {
                return await command();
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException)
            {
                await Task.Delay(20); // The server is unreachable. The delay prevents a busy loop of failures.
            }
        }
    }

    private static void Check(BudgetHold hold, string reply)
    {
        for (var index = 0; index < hold.Count; index++)
        {
            var claim = hold[index];
            if (claim.Spent + claim.Reserved > claim.Limit)
            {
                Write($"V {reply}: {claim.Counter.Budget} has {claim.Spent} + {claim.Reserved} > {claim.Limit}");
            }
        }
    }

    private static void Write(string line)
    {
        lock (s_output)
        {
            Console.WriteLine(line);
        }
    }
}
