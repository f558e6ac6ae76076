using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace LlmCost.AI;

/// <summary>Stores the counters of budgets in Redis, so that all processes of a group share one exact limit.</summary>
/// <remarks>
/// <para>
/// A reservation takes one round trip, regardless of the number of counters. All times come from the clock of the server, never
/// from the clock of an app process. A method throws a <see cref="TimeoutException"/> if the server does not respond within
/// <see cref="BudgetStoreOptions.Timeout"/>. If there is no connection, the method fails immediately.
/// </para>
/// <para>
/// If the server restarts or another server takes over, the settlements of the last minute and the open reservations of this
/// process are sent again before the next reservation.
/// </para>
/// </remarks>
public sealed class RedisBudgetStore : IBudgetStore, IAsyncDisposable
{
    /// <summary>The result of a reservation if the server has lost its counters.</summary>
    private const int Emptied = 4;

    /// <summary>The result of a repeated reservation if the hold is already reserved.</summary>
    private const int Reserved = 5;

    /// <summary>The result of a repeated reservation if the hold is already settled.</summary>
    private const int Settled = 6;

    /// <summary>
    /// For a rolling window, this many times the requested number of scopes are read. The server sorts scopes by the amount that
    /// was spent in the window as of their last call. Part of this amount can have left the window since then, so the current
    /// order can differ.
    /// </summary>
    private const int RollingCandidates = 4;

    private static readonly TimeSpan s_restoreTimeout = TimeSpan.FromSeconds(30);

    private readonly RedisKeys _keys;
    private readonly RedisScopes _scopes;
    private readonly RedisJournal _journal = new(TimeProvider.System);
    private readonly TimeSpan _timeout;
    private readonly ILogger _logger;
    private readonly bool _ownsConnection;
    private readonly Task<IConnectionMultiplexer> _connecting;
    private readonly Lock _lock = new();

    /// <summary>
    /// The number of events so far, such as a reconnection, after which the server may have lost writes. If this number exceeds
    /// <see cref="_settledDoubts"/>, the store checks the server before the next reservation.
    /// </summary>
    private int _doubts = 1;
    private int _settledDoubts;
    private Task? _restoring;

    /// <summary>The run id, which changes with each start of the server, or null before the first contact.</summary>
    private string? _run;
    private string _epoch = "";

    /// <summary>Creates a store with its own connection.</summary>
    /// <param name="connectionString">The servers and options in the format of StackExchange.Redis.</param>
    /// <param name="options">
    /// The timeout, and the group of processes that share counters. If <see langword="null"/>, the defaults apply.
    /// </param>
    /// <param name="scopeKey">
    /// The secret key that pseudonymizes scope values such as user ids. It must be the same in all processes. Without a key, the
    /// names of Redis keys contain a hash of the values, and the list of scopes by spend and the audit trail of increases contain
    /// the values themselves.
    /// </param>
    /// <param name="logger">The logger, or <see langword="null"/> for no logging.</param>
    /// <exception cref="ArgumentException"><paramref name="connectionString"/> is invalid.</exception>
    public RedisBudgetStore(
        string connectionString,
        BudgetStoreOptions? options = null,
        string? scopeKey = null,
        ILogger<RedisBudgetStore>? logger = null)
        : this(ConfigurationOptions.Parse(connectionString), options, scopeKey, logger)
    {
    }

    /// <summary>Creates a store with its own connection.</summary>
    /// <param name="configuration">
    /// The configuration of the connection. The store uses a copy that does not queue commands while it is disconnected.
    /// </param>
    /// <param name="options">
    /// The timeout, and the group of processes that share counters. If <see langword="null"/>, the defaults apply.
    /// </param>
    /// <param name="scopeKey">
    /// The secret key that pseudonymizes scope values such as user ids. It must be the same in all processes. Without a key, the
    /// names of Redis keys contain a hash of the values, and the list of scopes by spend and the audit trail of increases contain
    /// the values themselves.
    /// </param>
    /// <param name="logger">The logger, or <see langword="null"/> for no logging.</param>
    /// <exception cref="ArgumentNullException"><paramref name="configuration"/> is <see langword="null"/>.</exception>
    public RedisBudgetStore(
        ConfigurationOptions configuration,
        BudgetStoreOptions? options = null,
        string? scopeKey = null,
        ILogger<RedisBudgetStore>? logger = null)
        : this(options, scopeKey, logger)
    {
        ArgumentNullException.ThrowIfNull(configuration);

        var copy = configuration.Clone();
        (copy.AbortOnConnectFail, copy.BacklogPolicy) = (false, BacklogPolicy.FailFast);
        copy.ClientName ??= "LlmCost.AI";
        _ownsConnection = true;
        _connecting = Task.Run(async () => Attach(await ConnectionMultiplexer.ConnectAsync(copy).ConfigureAwait(false)));
    }

    /// <summary>Creates a store with an existing connection, which stays open when the store is disposed.</summary>
    /// <param name="connection">
    /// The connection. While it is disconnected, commands fail immediately if it uses <see cref="BacklogPolicy.FailFast"/>;
    /// otherwise, they fail after the timeout.
    /// </param>
    /// <param name="options">
    /// The timeout, and the group of processes that share counters. If <see langword="null"/>, the defaults apply.
    /// </param>
    /// <param name="scopeKey">
    /// The secret key that pseudonymizes scope values such as user ids. It must be the same in all processes. Without a key, the
    /// names of Redis keys contain a hash of the values, and the list of scopes by spend and the audit trail of increases contain
    /// the values themselves.
    /// </param>
    /// <param name="logger">The logger, or <see langword="null"/> for no logging.</param>
    /// <exception cref="ArgumentNullException"><paramref name="connection"/> is <see langword="null"/>.</exception>
    public RedisBudgetStore(
        IConnectionMultiplexer connection,
        BudgetStoreOptions? options = null,
        string? scopeKey = null,
        ILogger<RedisBudgetStore>? logger = null)
        : this(options, scopeKey, logger)
    {
        ArgumentNullException.ThrowIfNull(connection);
        _connecting = Task.FromResult(Attach(connection));
    }

    private RedisBudgetStore(BudgetStoreOptions? options, string? scopeKey, ILogger<RedisBudgetStore>? logger)
    {
        options ??= new BudgetStoreOptions();
        _keys = new RedisKeys(options.Group);
        _scopes = new RedisScopes(scopeKey);
        _timeout = options.Timeout;
        _logger = logger ?? NullLogger<RedisBudgetStore>.Instance;
        _connecting = null!; // Only the other constructors own the connection.
    }

    /// <summary>
    /// Occurs after this process has resent its latest settlements and open reservations, because the server has restarted or
    /// failed over, or has lost its counters.
    /// </summary>
    public event EventHandler<BudgetStoreRestoredEventArgs>? Restored;

    /// <summary>Gets a function that changes the scripts, so that tests can control the clock of the server.</summary>
    internal Func<string, string>? Rewrite { get; init; }

    /// <inheritdoc/>
    public bool IsShared => true;

    /// <inheritdoc/>
    public bool IsDurable => true;

    /// <inheritdoc/>
    public async ValueTask<BudgetReply> ReserveAsync(BudgetHold hold, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(hold);

        var command = Command(hold);
        for (var index = 0; index < hold.Count; index++)
        {
            var claim = hold[index];
            command.Write(index, CounterOf(claim), claim.Minimum, claim.Maximum, claim.Floor);
        }

        var database = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        var reply = await ReserveAsync(database, command, cancellationToken).ConfigureAwait(false);
        if ((int)reply[0] is Emptied)
        {
            Doubt();
            reply = await ReserveAsync(database, command, cancellationToken).ConfigureAwait(false);
        }

        var verdict = (int)reply[0];
        if (verdict is Emptied)
        {
            throw new RedisException("The Redis server of the budgets was emptied twice within one command.");
        }

        if (verdict is Settled)
        {
            return new BudgetReply { Verdict = BudgetVerdict.Granted, Now = TimeOf(reply) };
        }

        var isGranted = verdict is (int)BudgetVerdict.Granted or Reserved;
        for (var (index, at) = (0, 3); index < hold.Count; index++, at += 6)
        {
            var claim = hold[index];
            if (verdict is Reserved && claim.State is not BudgetClaimState.None)
            {
                continue; // The command was sent twice, and the claim already has a result.
            }

            claim.Granted = (long)reply[at];
            claim.Spent = (long)reply[at + 1];
            claim.Reserved = (long)reply[at + 2];
            claim.Limit = (long)reply[at + 3];
            claim.IsOver = (long)reply[at + 4] is 1;
            claim.RetryAfter = (long)reply[at + 5] is >= 0 and var wait ? TimeSpan.FromMilliseconds(wait) : null;
            claim.State = isGranted ? BudgetClaimState.Open : BudgetClaimState.None;
        }

        if (isGranted)
        {
            _journal.Reserved(hold.Id, hold.Lease, Renewal(hold));
        }

        return new BudgetReply
        {
            Verdict = isGranted ? BudgetVerdict.Granted : (BudgetVerdict)verdict,
            Now = TimeOf(reply),
        };
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ExtendAsync(BudgetHold hold, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(hold);

        var command = Command(hold);
        for (var index = 0; index < hold.Count; index++)
        {
            // The command contains the new total, not the difference, so that it has the same effect if it is sent twice.
            var claim = hold[index];
            command.Write(index, CounterOf(claim), claim.Granted + claim.Extension, claim.Extension);
        }

        var database = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        await TrustAsync(database, cancellationToken).ConfigureAwait(false);
        var reply = await RunAsync(database, RedisScripts.Extend, command, cancellationToken).ConfigureAwait(false);
        var isGranted = (BudgetVerdict)(int)reply[0] is BudgetVerdict.Granted;

        for (var (index, at) = (0, 2); index < hold.Count; index++, at += 6)
        {
            var claim = hold[index];
            if (isGranted)
            {
                (claim.Granted, claim.Extension) = ((long)reply[at], 0);
            }

            claim.Spent = (long)reply[at + 1];
            claim.Reserved = (long)reply[at + 2];
            claim.Limit = (long)reply[at + 3];
            claim.IsOver = (long)reply[at + 4] is 1;
            claim.State = (BudgetClaimState)(int)reply[at + 5];
        }

        if (isGranted)
        {
            _journal.Reserved(hold.Id, hold.Lease, Renewal(hold));
        }

        return isGranted;
    }

    /// <inheritdoc/>
    public async ValueTask SettleAsync(BudgetHold hold, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(hold);

        var command = Command(hold);
        for (var index = 0; index < hold.Count; index++)
        {
            command.Write(index, CounterOf(hold[index]), hold[index].Actual);
        }

        _journal.Settled(hold.Id, command);

        var database = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        var reply = await RunAsync(database, RedisScripts.Settle, command, cancellationToken).ConfigureAwait(false);

        for (var (index, at) = (0, 2); index < hold.Count; index++, at += 5)
        {
            var claim = hold[index];
            claim.State = (BudgetClaimState)(int)reply[at];
            claim.Spent = (long)reply[at + 1];
            claim.Reserved = (long)reply[at + 2];
            claim.Limit = (long)reply[at + 3];
            claim.ReachedThreshold = (int)reply[at + 4];
            claim.IsOver = claim.Spent > claim.Limit;
        }
    }

    /// <inheritdoc/>
    public async ValueTask RenewAsync(IReadOnlyList<BudgetHold> holds, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(holds);

        _journal.ForgetExpired();
        if (holds is [])
        {
            return;
        }

        var renewals = holds.Select(hold => (hold, Command: Renewal(hold))).ToArray();
        foreach (var (hold, command) in renewals)
        {
            _journal.Renewed(hold.Id, hold.Lease, command);
        }

        var database = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        if (_run is not null && (await IdentifyAsync(database, cancellationToken).ConfigureAwait(false)).Run != _run)
        {
            Doubt();
        }

        await TrustAsync(database, cancellationToken).ConfigureAwait(false);
        var replies = await Task.WhenAll(renewals.Select(renewal =>
            RunAsync(database, RedisScripts.Renew, renewal.Command, cancellationToken))).ConfigureAwait(false);
        foreach (var ((hold, _), reply) in renewals.Zip(replies))
        {
            for (var index = 0; index < hold.Count; index++)
            {
                hold[index].State = (BudgetClaimState)(int)reply[2 + index];
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<BudgetReading>> ReadAsync(
        IReadOnlyList<BudgetCounter> counters, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(counters);

        return await ReadAsync(
            [.. counters.Select(counter => (counter.Scope, RedisCounter.Of(counter, _keys, _scopes)))],
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<BudgetReading>> ReadTopAsync(
        BudgetCounter counter, int count, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(counter);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);

        var database = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        var candidates = counter.BucketLength is null ? count : count * RollingCandidates;
        var scopes = await WithinAsync(
            database.SortedSetRangeByRankAsync(
                RedisCounter.Of(counter, _keys, _scopes).Scopes, 0, candidates - 1, Order.Ascending, CommandFlags.DemandMaster),
            _timeout,
            cancellationToken).ConfigureAwait(false);
        var readings = await ReadAsync(
            [.. scopes.Select(scope => (scope.ToString(), RedisCounter.OfScope(counter, scope.ToString(), _keys, _scopes)))],
            cancellationToken).ConfigureAwait(false);

        return
        [
            .. readings
                .Where(reading => reading.Spent > 0)
                .OrderByDescending(reading => reading.Spent)
                .ThenBy(reading => reading.Scope, StringComparer.Ordinal)
                .Take(count),
        ];
    }

    /// <inheritdoc/>
    public async ValueTask IncreaseAsync(BudgetIncrease increase, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(increase);

        var record = increase with { Scope = _scopes.Display(increase.Scope) };
        var command = new RedisCommand(
            [_keys.Increases(increase.Budget, increase.Unit, _scopes.Hash(increase.Scope)), _keys.AllIncreases, _keys.Increased],
            [
                increase.Id.ToString(),
                increase.Amount,
                increase.From.ToUnixTimeMilliseconds(),
                increase.Until.ToUnixTimeMilliseconds(),
                JsonSerializer.Serialize(record, BudgetIncreaseJson.Default.BudgetIncrease),
            ]);
        var database = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        await EvaluateAsync(database, RedisScripts.Increase, command, _timeout, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<BudgetIncrease>> ReadIncreasesAsync(
        string? budget = null, CancellationToken cancellationToken = default)
    {
        var database = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        var records = await WithinAsync(
            database.SortedSetRangeByRankAsync(_keys.AllIncreases, flags: CommandFlags.DemandMaster),
            _timeout,
            cancellationToken).ConfigureAwait(false);

        return
        [
            .. records
                .Select(record => JsonSerializer.Deserialize(record.ToString(), BudgetIncreaseJson.Default.BudgetIncrease)!)
                .Where(increase => budget is null || increase.Budget == budget)
                .OrderByDescending(increase => increase.From),
        ];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        var connection = await _connecting.ConfigureAwait(false);
        connection.ConnectionFailed -= OnConnectionChanged;
        connection.ConnectionRestored -= OnConnectionChanged;
        connection.ConfigurationChanged -= OnServersChanged;
        if (_ownsConnection)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static DateTimeOffset TimeOf(RedisResult[] reply) =>
        DateTimeOffset.UnixEpoch.AddTicks((long)reply[1] * TimeSpan.TicksPerMicrosecond);

    private static async Task<T> WithinAsync<T>(Task<T> pending, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            return await pending.WaitAsync(timeout, cancellationToken).ConfigureAwait(false);
        }
        catch when (!pending.IsCompleted)
        {
            // The command may still fail, but its result is no longer needed.
            _ = pending.ContinueWith(
                task => task.Exception,
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
            throw;
        }
    }

    private RedisCounter CounterOf(BudgetClaim claim) => RedisCounter.Of(claim.Counter, _keys, _scopes);

    /// <summary>Creates a command for a hold, without the values of its claims.</summary>
    private RedisCommand Command(BudgetHold hold)
    {
        var id = hold.Id.ToByteArray();
        var command = RedisCommand.Create(
            hold.Count, _keys, _keys.Settled(System.Buffers.Text.Base64Url.EncodeToString(id)));
        command.Arguments[0] = id;
        command.Arguments[1] = (long)hold.Lease.TotalMilliseconds;
        command.Arguments[4] = hold.Timestamp.ToUnixTimeMilliseconds();
        return command;
    }

    private RedisCommand Renewal(BudgetHold hold)
    {
        var command = Command(hold);
        for (var index = 0; index < hold.Count; index++)
        {
            command.Write(index, CounterOf(hold[index]), hold[index].Granted, 0, hold[index].Floor);
        }

        return command;
    }

    private async Task<RedisResult[]> ReserveAsync(
        IDatabase database, RedisCommand command, CancellationToken cancellationToken)
    {
        await TrustAsync(database, cancellationToken).ConfigureAwait(false);

        var expected = _epoch;
        command.Arguments[2] = expected;
        command.Arguments[3] = expected.Length is 0 ? NewEpoch() : expected;
        var reply = await RunAsync(database, RedisScripts.Reserve, command, cancellationToken).ConfigureAwait(false);
        if (expected.Length is 0 && (string?)reply[2] is { Length: > 0 } epoch)
        {
            Interlocked.CompareExchange(ref _epoch, epoch, expected);
        }

        return reply;
    }

    private async Task<IReadOnlyList<BudgetReading>> ReadAsync(
        (string Scope, RedisCounter Counter)[] counters, CancellationToken cancellationToken)
    {
        if (counters is [])
        {
            return [];
        }

        var command = RedisCommand.Create(counters.Length, _keys, _keys.Epoch);
        command.Arguments[1] = 0;
        command.Arguments[4] = 0;
        for (var index = 0; index < counters.Length; index++)
        {
            command.Write(index, counters[index].Counter);
        }

        var database = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        var reply = await RunAsync(database, RedisScripts.Read, command, cancellationToken).ConfigureAwait(false);
        return
        [
            .. counters.Select((counter, index) => new BudgetReading
            {
                Scope = counter.Scope,
                Spent = (long)reply[2 + (index * 3)],
                Reserved = (long)reply[3 + (index * 3)],
                Increase = (long)reply[4 + (index * 3)],
            }),
        ];
    }

    private async Task<RedisResult[]> RunAsync(
        IDatabase database, string script, RedisCommand command, CancellationToken cancellationToken)
    {
        var reply = await EvaluateAsync(database, script, command, _timeout, cancellationToken).ConfigureAwait(false);
        return (RedisResult[])reply!;
    }

    private async Task<RedisResult> EvaluateAsync(
        IDatabase database, string script, RedisCommand command, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            return await WithinAsync(
                database.ScriptEvaluateAsync(
                    Rewrite?.Invoke(script) ?? script, command.Keys, command.Arguments, CommandFlags.DemandMaster),
                timeout,
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            Doubt();
            throw;
        }
    }

    private async Task<IDatabase> ConnectAsync(CancellationToken cancellationToken)
    {
        var connection = _connecting.IsCompletedSuccessfully
            ? _connecting.Result
            : await WithinAsync(_connecting, _timeout, cancellationToken).ConfigureAwait(false);
        return connection.GetDatabase();
    }

    private IConnectionMultiplexer Attach(IConnectionMultiplexer connection)
    {
        connection.ConnectionFailed += OnConnectionChanged;
        connection.ConnectionRestored += OnConnectionChanged;
        connection.ConfigurationChanged += OnServersChanged;
        return connection;
    }

    private void OnConnectionChanged(object? sender, ConnectionFailedEventArgs change) => Doubt();

    private void OnServersChanged(object? sender, EndPointEventArgs change) => Doubt();

    /// <summary>Records that the server may have lost writes.</summary>
    private void Doubt() => Interlocked.Increment(ref _doubts);

    /// <summary>
    /// Returns a task that completes when the server has all recent writes of this process. If no writes can have been lost, the
    /// task is already completed.
    /// </summary>
    private Task TrustAsync(IDatabase database, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _settledDoubts) == Volatile.Read(ref _doubts))
        {
            return Task.CompletedTask;
        }

        Task restoring;
        lock (_lock)
        {
            if (_restoring is null or { IsCompleted: true })
            {
                _restoring = Task.Run(() => RestoreAsync(database), CancellationToken.None);
            }

            restoring = _restoring;
        }

        return restoring.WaitAsync(_timeout, cancellationToken);
    }

    /// <summary>Reads the run id of the server, and resends the recent writes if the server may have lost them.</summary>
    private async Task RestoreAsync(IDatabase database)
    {
        var doubts = Volatile.Read(ref _doubts);
        var (run, policy, epoch) = await IdentifyAsync(database, CancellationToken.None).ConfigureAwait(false);
        if (_run is null)
        {
            if (policy.Length > 0 && policy is not ("noeviction" or "volatile-ttl"))
            {
                RedisLog.Evicts(_logger, policy);
            }

            _epoch = epoch;
        }
        else
        {
            var wasEmptied = _epoch.Length > 0 && epoch != _epoch;

            // Reading the run id requires permission for INFO. Without it, each failure is treated as a possible restart.
            if (wasEmptied || run.Length is 0 || run != _run)
            {
                await SendAgainAsync(database, wasEmptied).ConfigureAwait(false);
            }
        }

        _run = run;
        Volatile.Write(ref _settledDoubts, doubts);
    }

    private async Task<(string Run, string Policy, string Epoch)> IdentifyAsync(
        IDatabase database, CancellationToken cancellationToken)
    {
        var reply = await RunAsync(
            database, RedisScripts.Identify, new RedisCommand([_keys.Epoch], []), cancellationToken).ConfigureAwait(false);
        return ((string)reply[0]!, (string)reply[1]!, (string)reply[2]!);
    }

    private async Task SendAgainAsync(IDatabase database, bool wasEmptied)
    {
        var (settlements, reservations) = (_journal.Settlements(), _journal.Reservations());
        await Task.WhenAll(
            settlements.Select(command => SendAsync(RedisScripts.Settle, command))
                .Concat(reservations.Select(command => SendAsync(RedisScripts.Renew, command)))).ConfigureAwait(false);

        if (wasEmptied)
        {
            var epoch = await SendAsync(
                RedisScripts.Adopt, new RedisCommand([_keys.Epoch], [NewEpoch()])).ConfigureAwait(false);
            _epoch = epoch.ToString();
            RedisLog.Emptied(_logger, settlements.Length, reservations.Length);
        }
        else
        {
            RedisLog.Restored(_logger, settlements.Length, reservations.Length);
        }

        Restored?.Invoke(this, new BudgetStoreRestoredEventArgs(wasEmptied, settlements.Length, reservations.Length));

        Task<RedisResult> SendAsync(string script, RedisCommand command) =>
            EvaluateAsync(database, script, command, s_restoreTimeout, CancellationToken.None);
    }

    private static string NewEpoch() => Guid.CreateVersion7().ToString("N", CultureInfo.InvariantCulture);
}
