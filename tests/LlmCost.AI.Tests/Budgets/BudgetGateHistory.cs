using System.Globalization;
using Microsoft.Extensions.AI;

namespace LlmCost.AI.Tests.Budgets;

/// <summary>
/// Makes random calls with budgets, and checks the rules of budgets after each step. Simulates lost store replies, and processes
/// that die or pause while they hold a reservation.
/// </summary>
internal sealed class BudgetGateHistory : IDisposable
{
    private const decimal Limit = 0.0012m;
    private const int MaxInFlight = 3;

    /// <summary>The upper bound of the number of tokens in the prompt.</summary>
    private const int Input = 10;

    private static readonly TimeSpan s_step = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_lease = TimeSpan.FromMinutes(2);

    private readonly Random _random;
    private readonly TestMeter _meter;
    private readonly TestChatClient _provider = new();
    private readonly IChatClient _client;
    private readonly List<Call> _open = [];
    private BudgetGateStore _store = null!;

    /// <summary>
    /// The lower and upper bounds of the total charge of all calls admitted in the current window, in billionths of a USD.
    /// </summary>
    private (long Least, long Most) _charged;
    private DateTimeOffset _window;
    private DateTimeOffset _latestDeath;

    public BudgetGateHistory(int seed, BudgetGateRule without)
    {
        _random = new Random(seed);
        _meter = new TestMeter(
            options => options.Adjustments.Add(new() { Provider = "openai", Factor = 0.0333333m }),
            budgets: budgets => budgets
                .Add("hour", budget => budget.Usd(Limit).PerHour().Strict())
                .Add("flight", budget => budget.Concurrent(MaxInFlight)),
            store: time => _store = new BudgetGateStore(time, without));
        _client = _meter.Client(_provider);
        _window = Hour(Now);
    }

    private DateTimeOffset Now => _meter.Time.GetUtcNow();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _meter.Dispose();

    /// <summary>Returns a description of the first violated rule, or null if there is none.</summary>
    public async Task<string?> RunAsync(int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            if (await StepAsync() is { } broken)
            {
                return string.Create(CultureInfo.InvariantCulture, $"Step {step}: {broken}");
            }
        }

        return await EndAllAsync();
    }

    private async Task<string?> StepAsync()
    {
        switch (_random.Next(12))
        {
            case <= 3:
                return await BeginAsync();
            case 4 or 5 when _open.Count > 0:
                await AnswerAsync(Take());
                return null;
            case 6 when _open.Count > 0:
                await FailAsync(Take());
                return null;
            case 7:
                await LeaveStreamAsync();
                return null;
            case 8 when _open.Count > 0:
                Kill(Take());
                return null;
            case 9 when _open.Count > 0:
                _store.Paused.Add(_open[_random.Next(_open.Count)].Id);
                return null;
            case 10:
                return _random.Next(4) is 0 ? await EndAllAsync() : null;
            default:
                Advance(_random.Next(1, 9));
                return null;
        }
    }

    /// <summary>Starts a call, which is in progress until a later step.</summary>
    private async Task<string?> BeginAsync()
    {
        EnterWindow();
        var call = new Call(_window);
        _provider.OnGetResponse = (_, options, _) =>
        {
            call.MaxOutput = options!.MaxOutputTokens!.Value;
            return call.Answer.Task;
        };
        call.Task = _client.GetResponseAsync("Hi", new ChatOptions { MaxOutputTokens = _random.Next(100, 2_000) }, Token);
        if (call.Task.IsFaulted)
        {
            await Assert.ThrowsAsync<BudgetExceededException>(() => call.Task);
            return null;
        }

        call.Id = _store.Latest;
        _open.Add(call);
        return _open.Count(one => !_store.Paused.Contains(one.Id)) > MaxInFlight
            ? $"{_open.Count} calls are in progress."
            : null;
    }

    /// <summary>Simulates a response of the provider with the maximum output.</summary>
    private async Task AnswerAsync(Call call)
    {
        _store.LosesNextAnswer = _random.Next(3) is 0;
        call.Answer.SetResult(TestChatClient.Response(Input, call.MaxOutput));
        await call.Task;
        var cost = (long)decimal.Ceiling(_meter.Observer.Records.Last().Cost!.Value.Total * 1_000_000_000);
        Charge(call, cost, cost);

        // Resends a settlement whose reply was lost.
        Advance(1);
    }

    private async Task FailAsync(Call call)
    {
        call.Answer.SetException(new InvalidOperationException("401"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => call.Task);
        Charge(call, 0, 0);
    }

    /// <summary>Simulates a caller that abandons a stream. The cost is unknown, but the provider has read the input.</summary>
    private async Task LeaveStreamAsync()
    {
        EnterWindow();
        var call = new Call(_window);
        try
        {
            var options = new ChatOptions { MaxOutputTokens = 100 };
            await using var stream = _client.GetStreamingResponseAsync("Hi", options, Token).GetAsyncEnumerator(Token);
            await stream.MoveNextAsync();
            _store.Broken.Add(_store.Latest);
        }
        catch (BudgetExceededException)
        {
            return;
        }

        Charge(call, Nano(Input, 0), Nano(Input, 100));
    }

    private void Kill(Call call)
    {
        _store.Dead.Add(call.Id);
        _latestDeath = Now;
        Charge(call, Nano(Input, 0), Nano(Input, 0));
    }

    /// <summary>Ends all calls in progress, and compares the sums of the budget with the amounts charged to the calls.</summary>
    private async Task<string?> EndAllAsync()
    {
        while (_open.Count > 0)
        {
            await AnswerAsync(Take());
        }

        while (Now <= _latestDeath + s_lease)
        {
            Advance(1);
        }

        EnterWindow();
        var status = (await _meter.Meter.Budgets.GetStatusAsync("hour", cancellationToken: Token))[0];
        var flight = (await _meter.Meter.Budgets.GetStatusAsync("flight", cancellationToken: Token))[0];
        var spent = (long)(status.Spent * 1_000_000_000);
        return (status.Reserved, flight.Reserved) != (0, 0) ? $"{status.Reserved} USD and {flight.Reserved} calls are reserved."
            : spent < _charged.Least || spent > _charged.Most ? $"{spent} is spent, but {_charged} was charged."
            : status.Spent > Limit && _store.Paused.Count is 0 ? $"{status.Spent} USD is spent."
            : null;
    }

    private Call Take()
    {
        var call = _open[_random.Next(_open.Count)];
        _open.Remove(call);
        return call;
    }

    private void Advance(int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            _meter.Time.Advance(s_step);
        }
    }

    private void EnterWindow()
    {
        if (Hour(Now) is var hour && hour != _window)
        {
            (_window, _charged) = (hour, default);
        }
    }

    /// <summary>Adds the charge of a call. Calls that were admitted in an earlier window are charged to that window.</summary>
    private void Charge(Call call, long least, long most)
    {
        EnterWindow();
        if (call.Window == _window)
        {
            _charged = (_charged.Least + least, _charged.Most + most);
        }
    }

    private static DateTimeOffset Hour(DateTimeOffset time) =>
        new(time.Ticks / TimeSpan.TicksPerHour * TimeSpan.TicksPerHour, default);

    /// <summary>Returns the discounted cost of a gpt-4o call. The list prices are 2.50 and 10 USD per million tokens.</summary>
    private static long Nano(int input, int output) =>
        (long)decimal.Ceiling(((input * 2_500m) + (output * 10_000m)) * 0.0333333m);

    private sealed class Call(DateTimeOffset window)
    {
        public DateTimeOffset Window => window;

        public TaskCompletionSource<ChatResponse> Answer { get; } = new();

        public Task<ChatResponse> Task { get; set; } = null!;

        public Guid Id { get; set; }

        public int MaxOutput { get; set; }
    }
}
