using Microsoft.Extensions.Logging;

namespace LlmCost.AI;

/// <summary>Provides the log messages of the store.</summary>
internal static partial class RedisLog
{
    [LoggerMessage(
        1,
        LogLevel.Warning,
        "Redis may evict budgets that are in use: its maxmemory-policy is '{Policy}'. Set it to 'noeviction' or 'volatile-ttl'.")]
    public static partial void Evicts(ILogger logger, string policy);

    [LoggerMessage(
        2,
        LogLevel.Warning,
        "The Redis server of the budgets has restarted or another server has taken over. {Settlements} settlements of the last "
        + "minute and {Reservations} open reservations were sent again. Amounts that other processes spent shortly before may be "
        + "missing.")]
    public static partial void Restored(ILogger logger, int settlements, int reservations);

    [LoggerMessage(
        3,
        LogLevel.Error,
        "The Redis server of the budgets was emptied: the amounts spent in the current windows are lost. {Settlements} "
        + "settlements of the last minute and {Reservations} open reservations were sent again.")]
    public static partial void Emptied(ILogger logger, int settlements, int reservations);
}
