using System.Globalization;

namespace LlmCost.AI.Tests.Budgets;

/// <summary>Sends the same commands to two stores. After each command, compares the replies and all counters.</summary>
/// <remarks>Each number in a history represents one command, so that a failing history can be shrunk and repeated.</remarks>
public sealed class BudgetStoreHistory(StoreUnderTest actual, StoreUnderTest expected)
{
    private static readonly string[] s_scopes = ["user=1", "user=2", "user=3"];
    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(10);

    /// <summary>The time after which stores delete an ended window. Some calls use the window before the current one.</summary>
    private static readonly TimeSpan s_retention = TimeSpan.FromMinutes(40);

    private readonly DateTimeOffset _start = actual.Now - TimeSpan.FromMinutes(1);
    private readonly List<Call> _calls = [];
    private readonly List<BudgetIncrease> _increases = [];
    private uint _random;

    /// <summary>Returns a description of the first difference between the stores, or null if there is none.</summary>
    public async Task<string?> RunAsync(IEnumerable<uint> commands)
    {
        foreach (var (index, command) in commands.Index())
        {
            _random = command;
            if ((await RunAsync() ?? await CompareCountersAsync()) is { } difference)
            {
                return string.Create(CultureInfo.InvariantCulture, $"Command {index}, {command}: {difference}");
            }
        }

        return null;
    }

    private async Task<string?> RunAsync()
    {
        switch (Next(16))
        {
            case 0 or 1 or 2 or 3 or 4 or 5:
                _calls.Add(NewCall());
                return await ReserveAsync(_calls[^1]);
            case 6 when _calls.Count > 0:
                return await ReserveAsync(AnyCallToRepeat());
            case 7 or 8 or 9 or 10 when _calls.Count > 0:
                return await SettleAsync(AnyCall());
            case 11 when _calls.Count > 0:
                return await ExtendAsync(AnyCall());
            case 12 when _calls.Count > 0:
                return await RenewAsync(AnyCall());
            case 13:
                return await IncreaseAsync();
            case 14 when actual.CanAdvanceTime:
                actual.Advance(TimeSpan.FromSeconds(1 + Next(120)));
                return null;
            default:
                return await UseUnknownAsync(NewCall());
        }
    }

    private async Task<string?> ReserveAsync(Call call)
    {
        var reply = await actual.ReserveAsync(call.Actual);
        var expectedReply = await expected.ReserveAsync(call.Expected);
        if (reply.Verdict is BudgetVerdict.StaleWindow)
        {
            // Nothing was reserved, so what the stores report about the ended window is not compared.
            call.Set(
                (claim, _) => (claim.Spent, claim.Reserved, claim.Limit, claim.IsOver, claim.RetryAfter) =
                    (0, 0, claim.Counter.Limit, false, null),
                value: _ => 0);
        }

        return Compare("verdict", expectedReply.Verdict, reply.Verdict) ?? call.Compare("reserve", actual.CanAdvanceTime);
    }

    private async Task<string?> SettleAsync(Call call)
    {
        call.Set((claim, value) => claim.Actual = value, _ => Next(30));
        await actual.SettleAsync(call.Actual);
        await expected.SettleAsync(call.Expected);
        return call.Compare("settle", actual.CanAdvanceTime);
    }

    private async Task<string?> ExtendAsync(Call call)
    {
        call.Set((claim, value) => claim.Extension = value, _ => Next(20));
        var times = 1 + Next(2);
        for (var time = 0; time < times; time++)
        {
            var difference = Compare(
                "extended", await expected.ExtendAsync(call.Expected), await actual.ExtendAsync(call.Actual));
            if ((difference ?? call.Compare("extend", actual.CanAdvanceTime)) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private async Task<string?> RenewAsync(Call call)
    {
        var other = AnyCall();
        await actual.RenewAsync(call.Actual, other.Actual);
        await expected.RenewAsync(call.Expected, other.Expected);
        return call.Compare("renew", actual.CanAdvanceTime) ?? other.Compare("renew", actual.CanAdvanceTime);
    }

    private async Task<string?> IncreaseAsync()
    {
        var repeated = Next(3) is 0 && _increases.Count > 0;
        var counter = AnyCounter();
        var increase = repeated ? _increases[^1] : new BudgetIncrease
        {
            Id = Guid.NewGuid(),
            Budget = counter.Budget,
            Unit = counter.Unit,
            Scope = counter.Scope,
            Amount = 1 + Next(40),
            From = actual.Now,
            Until = actual.Now + TimeSpan.FromSeconds(actual.CanAdvanceTime ? 1 + Next(300) : 3_600),
            Actor = "an operator",
            Reason = "a test",
        };
        _increases.Add(increase);
        await actual.IncreaseAsync(increase);
        await expected.IncreaseAsync(increase);
        return null;
    }

    /// <summary>Settles or renews a reservation that the stores never received, as after a failover.</summary>
    private async Task<string?> UseUnknownAsync(Call call)
    {
        _calls.Add(call);
        if (Next(2) is 0)
        {
            return await SettleAsync(call);
        }

        call.Set((claim, value) => claim.Granted = value, i => call.Actual[i].Maximum);
        return await RenewAsync(call);
    }

    private async Task<string?> CompareCountersAsync()
    {
        var counters = Counters(0);
        var (actualReadings, expectedReadings) = (await actual.ReadAsync(counters), await expected.ReadAsync(counters));
        for (var i = 0; i < counters.Count; i++)
        {
            if (actualReadings[i] != expectedReadings[i])
            {
                return $"{counters[i].Budget}: {expectedReadings[i]} expected, but it is {actualReadings[i]}";
            }
        }

        var split = counters[^1];
        return Compare(
            "top", Text(await expected.ReadTopAsync(split, 2)), Text(await actual.ReadTopAsync(split, 2)));

        static string Text(IEnumerable<BudgetReading> readings) => string.Join(", ", readings);
    }

    private Call NewCall()
    {
        var (timestamp, lease) = (actual.Now, TimeSpan.FromSeconds(actual.CanAdvanceTime ? 30 + (Next(4) * 60) : 3_000));
        var counters = Counters(Next(8) is 0 ? -1 : 0);
        var mask = 1 + Next((1 << counters.Count) - 1);
        var call = new Call();
        call.Actual.Begin(timestamp, lease);
        call.Expected.Begin(timestamp, lease);
        for (var i = 0; i < counters.Count; i++)
        {
            if ((mask & (1 << i)) is not 0)
            {
                var (floor, minimum, maximum) = (Next(6), Next(10), Next(20));
                call.Actual.Add(counters[i], floor + minimum, floor + minimum + maximum, floor);
                call.Expected.Add(counters[i], floor + minimum, floor + minimum + maximum, floor);
            }
        }

        return call;
    }

    private Call AnyCall()
    {
        var first = _calls.FindIndex(call => call.Actual.Timestamp > actual.Now - s_retention);
        if (first < 0)
        {
            first = _calls.Count;
            _calls.Add(NewCall());
        }

        // Usually selects one of the latest calls, because they are more likely to be still in progress.
        var last = _calls.Count - 1;
        return _calls[Math.Max(first, last - Next(Next(4) is 0 ? _calls.Count : 4))];
    }

    /// <summary>Returns a call whose command is repeated. If the call was refused, returns a new call instead.</summary>
    private Call AnyCallToRepeat()
    {
        var call = AnyCall();
        if (call.Actual[0].State is BudgetClaimState.None && call.Actual.Timestamp != actual.Now)
        {
            _calls.Add(call = NewCall());
        }

        return call;
    }

    private BudgetCounter AnyCounter()
    {
        var counters = Counters(0);
        return counters[Next(counters.Count)];
    }

    /// <summary>Returns new objects for the same counters, because an app may create new counter objects at any time.</summary>
    private List<BudgetCounter> Counters(int windows)
    {
        var window = _start + ((Math.Floor((actual.Now - _start) / s_window) + windows) * s_window);
        List<BudgetCounter> counters =
        [
            new()
            {
                Budget = "lifetime",
                Unit = BudgetUnit.Usd,
                WindowStart = DateTimeOffset.UnixEpoch,
                Limit = 200,
                Thresholds = [50, 80, 100],
            },
            new() { Budget = "window", Unit = BudgetUnit.Usd, WindowStart = window, WindowEnd = window + s_window, Limit = 90 },
            new()
            {
                Budget = "shadow",
                Unit = BudgetUnit.Requests,
                WindowStart = DateTimeOffset.UnixEpoch,
                Limit = 30,
                IsShadow = true,
                Thresholds = [90],
            },
        ];
        if (actual.CanAdvanceTime)
        {
            counters.Add(new()
            {
                Budget = "rolling",
                Unit = BudgetUnit.Tokens,
                WindowStart = DateTimeOffset.UnixEpoch,
                BucketLength = TimeSpan.FromSeconds(10),
                Buckets = 12,
                Limit = 60,
                Thresholds = [80],
            });
        }

        counters.AddRange(s_scopes.Select(scope => new BudgetCounter
        {
            Budget = "user",
            Unit = BudgetUnit.Usd,
            Scope = scope,
            WindowStart = DateTimeOffset.UnixEpoch,
            Limit = 100,
        }));
        return counters;
    }

    /// <summary>Returns a pseudorandom number below a limit. The number depends only on the current command.</summary>
    private int Next(int limit)
    {
        _random = unchecked((_random + 0x9E3779B9) * 0x85EBCA6B);
        _random ^= _random >> 15;
        return (int)(_random % (uint)limit);
    }

    private static string? Compare<T>(string name, T expected, T actual) =>
        EqualityComparer<T>.Default.Equals(expected, actual) ? null : $"{name} is {actual}, but {expected} is expected.";

    /// <summary>Represents one call, with the same reservation in both stores.</summary>
    private sealed class Call
    {
        public BudgetHold Actual { get; } = new();

        public BudgetHold Expected { get; } = new();

        public void Set(Action<BudgetClaim, long> set, Func<int, long> value)
        {
            for (var i = 0; i < Actual.Count; i++)
            {
                var same = value(i);
                set(Actual[i], same);
                set(Expected[i], same);
            }
        }

        public string? Compare(string command, bool withTime)
        {
            for (var i = 0; i < Actual.Count; i++)
            {
                if (BudgetStoreHistory.Compare(
                    $"{command} of {Actual[i].Counter.Budget}", Text(Expected[i]), Text(Actual[i])) is { } difference)
                {
                    return difference;
                }
            }

            return null;

            string Text(BudgetClaim claim) => string.Create(
                CultureInfo.InvariantCulture,
                $"granted {claim.Granted}, extension {claim.Extension}, spent {claim.Spent}, reserved {claim.Reserved}, "
                    + $"limit {claim.Limit}, over {claim.IsOver}, retry after {(withTime ? claim.RetryAfter : null)}, "
                    + $"threshold {claim.ReachedThreshold}, {claim.State}");
        }
    }
}
