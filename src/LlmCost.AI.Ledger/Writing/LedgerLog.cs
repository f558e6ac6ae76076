using Microsoft.Extensions.Logging;

namespace LlmCost.AI;

/// <summary>The log messages of the ledger.</summary>
internal static partial class LedgerLog
{
    [LoggerMessage(60, LogLevel.Information, "The ledger writes to {Path}.")]
    public static partial void Opened(ILogger logger, string path);

    [LoggerMessage(
        61,
        LogLevel.Error,
        "The ledger can't be written: {Message} Calls continue. Records wait in memory; records that do not fit are kept as "
            + "sums only.")]
    public static partial void Failed(ILogger logger, string message);

    [LoggerMessage(62, LogLevel.Information, "The ledger can be written again.")]
    public static partial void Recovered(ILogger logger);

    [LoggerMessage(63, LogLevel.Warning, "The queue of the ledger is full. Further records are kept as sums only, in a gap.")]
    public static partial void QueueFull(ILogger logger);

    [LoggerMessage(
        64, LogLevel.Error, "The app ended while the ledger could not be written: {Records} records with {Cost} USD are lost.")]
    public static partial void Lost(ILogger logger, long records, decimal cost);

    [LoggerMessage(65, LogLevel.Error, "A day of the ledger could not be closed: {Message} The next run tries again.")]
    public static partial void MaintenanceFailed(ILogger logger, string message);

    [LoggerMessage(
        66,
        LogLevel.Error,
        "The ledger can't be forwarded to {Destination}: {Message} Calls continue; their records stay in the file until they "
            + "are forwarded.")]
    public static partial void ForwardingFailed(ILogger logger, string destination, string message);

    [LoggerMessage(67, LogLevel.Information, "The ledger can be forwarded to {Destination} again.")]
    public static partial void ForwardingRecovered(ILogger logger, string destination);

    [LoggerMessage(68, LogLevel.Error, "The ledger file {Path} of another process can't be forwarded: {Message}")]
    public static partial void FileNotForwarded(ILogger logger, string path, string message);

    [LoggerMessage(
        69,
        LogLevel.Error,
        "A day of the ledger could not be archived: {Message} Its records stay in the database. The next run tries again.")]
    public static partial void ArchiveFailed(ILogger logger, string message);
}
