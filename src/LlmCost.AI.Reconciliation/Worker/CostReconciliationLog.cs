using Microsoft.Extensions.Logging;

namespace LlmCost.AI;

/// <summary>The log messages of the worker.</summary>
internal static partial class CostReconciliationLog
{
    [LoggerMessage(
        80,
        LogLevel.Information,
        "The bills were compared with the ledger: {Billed} USD billed, {Metered} USD metered, {Findings} findings.")]
    public static partial void Compared(ILogger logger, decimal billed, decimal metered, int findings);

    [LoggerMessage(81, LogLevel.Warning, "{Cause} explains {Amount} USD of {Provider}: {Message} {NextStep}")]
    public static partial void Found(
        ILogger logger, ReconciliationCause cause, decimal amount, string provider, string message, string nextStep);

    [LoggerMessage(82, LogLevel.Error, "The bills of {Source} could not be read: {Message} The next run tries again.")]
    public static partial void SourceFailed(ILogger logger, string source, string message);

    [LoggerMessage(83, LogLevel.Error, "The bills could not be compared with the ledger: {Message} The comparison is "
        + "repeated in an hour.")]
    public static partial void Failed(ILogger logger, string message);

    [LoggerMessage(
        84,
        LogLevel.Information,
        "{Provider} has no bill, and cost {Metered} USD in the ledger of the last {Days} days. Register a source of its bills, "
            + "or import them.")]
    public static partial void HasNoBill(ILogger logger, string provider, decimal metered, int days);
}
