using StackExchange.Redis;

namespace LlmCost.AI.Tool;

/// <summary>
/// Represents an open budget store. The messages of its exceptions are written for the user, and contain no passwords.
/// </summary>
internal sealed class OpenBudgetStore : IAsyncDisposable
{
    /// <summary>
    /// The timeout of a store operation. The timeout in the app's configuration is shorter, because it limits the delay of a
    /// model call.
    /// </summary>
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(10);

    private readonly string _address;
    private readonly IConnectionMultiplexer? _connection;

    private OpenBudgetStore(IBudgetStore store, string address, IConnectionMultiplexer? connection = null) =>
        (Store, _address, _connection) = (store, address, connection);

    public IBudgetStore Store { get; }

    /// <summary>Opens a store.</summary>
    /// <param name="location">The location.</param>
    /// <param name="group">The group in the configuration, which is used if the location has no group.</param>
    /// <param name="isReadOnly">True to only read the store, so that an app can use its folder at the same time.</param>
    /// <param name="clock">The clock.</param>
    /// <exception cref="FormatException">The location is not valid, or there is no store.</exception>
    /// <exception cref="IOException">The store does not respond, or an app uses its folder.</exception>
    public static async Task<OpenBudgetStore> OpenAsync(
        BudgetStoreLocation location, string group, bool isReadOnly, TimeProvider clock) =>
        location.Redis is { } redis
            ? await ConnectAsync(redis, location.Group ?? group, location.ScopeKey).ConfigureAwait(false)
            : Open(location.Folder!, isReadOnly, clock);

    /// <summary>Waits for the result of a store operation.</summary>
    /// <exception cref="IOException">The store does not respond, or reports an error.</exception>
    public async Task<T> AnswerAsync<T>(ValueTask<T> command)
    {
        try
        {
            return await command.ConfigureAwait(false);
        }
        catch (RedisServerException e)
        {
            throw new IOException($"The Redis server {_address} reports an error: {e.Message}", e);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            throw new IOException($"The Redis server {_address} does not answer.", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Store is IAsyncDisposable store)
        {
            await store.DisposeAsync().ConfigureAwait(false);
        }

        if (_connection is not null)
        {
            await _connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static OpenBudgetStore Open(string folder, bool isReadOnly, TimeProvider clock)
    {
        // Without this check, a store that is opened for changes would create a folder at a mistyped path.
        if (!new BudgetFolder(folder).Exists)
        {
            throw new FormatException($"'{folder}' is not the folder of a budget store; pass the path of AddFileBudgetStore.");
        }

        try
        {
            return new OpenBudgetStore(
                isReadOnly ? FileBudgetStore.OpenRead(folder, clock) : new FileBudgetStore(folder, clock), folder);
        }
        catch (InvalidDataException e)
        {
            throw new FormatException(e.Message, e);
        }
        catch (InvalidOperationException e)
        {
            throw new IOException(
                $"'{folder}' is in use, most likely by the app. While the app runs, only the app itself can increase the budgets "
                    + "of its file store, with CostBudgets.IncreaseAsync. Budgets in Redis can be increased at any time.",
                e);
        }
    }

    private static async Task<OpenBudgetStore> ConnectAsync(string redis, string group, string? scopeKey)
    {
        var configuration = Parse(redis);
        var address = string.Join(", ", configuration.EndPoints.Select(EndPointCollection.ToString));
        try
        {
            var connection = await ConnectionMultiplexer.ConnectAsync(configuration).ConfigureAwait(false);
            return new OpenBudgetStore(
                new RedisBudgetStore(connection, new BudgetStoreOptions { Group = group, Timeout = s_timeout }, scopeKey),
                address,
                connection);
        }
        catch (RedisConnectionException e) when (e.FailureType is ConnectionFailureType.AuthenticationFailure)
        {
            throw new IOException($"The Redis server {address} refuses the user or the password.", e);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            throw new IOException($"The Redis server {address} can't be reached.", e);
        }
    }

    private static ConfigurationOptions Parse(string redis)
    {
        const string Example = "it must have the format of StackExchange.Redis, such as "
            + "redis.example.com:6380,user=ops,password=…,ssl=true.";
        try
        {
            // Without this check, ConfigurationOptions would parse a URI as a host name, and messages would contain the password
            // in the URI.
            var configuration = redis.Contains("://", StringComparison.Ordinal)
                ? throw new FormatException($"--redis is a URI; {Example}")
                : ConfigurationOptions.Parse(redis);
            (configuration.AbortOnConnectFail, configuration.ClientName) = (true, "llmcost");
            return configuration.EndPoints.Count > 0
                ? configuration
                : throw new FormatException($"--redis names no server; {Example}");
        }
        catch (ArgumentException e)
        {
            // The message of the exception is not used, because it quotes a value that can be part of the password.
            throw new FormatException($"--redis can't be read; {Example}", e);
        }
    }
}
