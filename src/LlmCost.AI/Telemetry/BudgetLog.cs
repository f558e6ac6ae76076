using Microsoft.Extensions.Logging;

namespace LlmCost.AI;

/// <summary>Writes the log of budgets, which contains no user ids.</summary>
internal sealed partial class BudgetLog(ILogger logger)
{
    private readonly FirstTimes _first = new();

    public void Warned(string budget, string unit, int threshold, decimal spent, decimal limit) =>
        LogWarned(budget, threshold, unit, spent, limit);

    /// <summary>Logs the first refusal of a budget for each reason. The metric counts all refusals.</summary>
    public void Refused(string budget, string reason)
    {
        if (_first.IsFirst((budget, reason)))
        {
            LogRefused(budget, reason);
        }
    }

    /// <summary>Warns once per model that a budget allows calls without a price.</summary>
    public void UnpricedAllowed(string budget, string? model, string? provider)
    {
        if (_first.IsFirst((nameof(LogUnpricedAllowed), budget, model, provider)))
        {
            var (name, maker) = (TelemetryText.Sanitize(model), TelemetryText.Sanitize(provider));
            LogUnpricedAllowed(budget, name, maker);
        }
    }

    /// <summary>Logs the first downgrade of a model. The metric counts all downgrades.</summary>
    public void Downgraded(string budget, string from, string to)
    {
        if (_first.IsFirst((nameof(LogDowngraded), budget, from, to)))
        {
            LogDowngraded(budget, to, from);
        }
    }

    public void Increased(string budget, string unit, decimal amount, DateTimeOffset until, string actor, string reason)
    {
        var (who, why) = (TelemetryText.Sanitize(actor), TelemetryText.Sanitize(reason));
        LogIncreased(budget, amount, unit, until, who, why);
    }

    public void StoreAway(string action, Exception exception)
    {
        var type = exception.GetType().FullName;
        LogStoreAway(action, type);
    }

    public void StoreBack(int settlements) => LogStoreBack(settlements);

    public void Lost(int settlements) => LogLost(settlements);

    /// <summary>Logs the first failure of each kind. The metric counts all failures.</summary>
    public void Failed(string operation, Exception exception)
    {
        if (_first.IsFirst((operation, exception.GetType())))
        {
            var type = exception.GetType().FullName;
            LogFailed(operation, type, exception.StackTrace);
        }
    }

    public void NotDurable(string budget, string window) => LogNotDurable(budget, window);

    public void Changed(string budgets) => LogChanged(budgets);

    public void StartsAgain(string budget) => LogStartsAgain(budget);

    public void Recovered(string budget, string unit) => LogRecovered(budget, unit);

    public void Rejected(string message) => LogRejected(message);

    [LoggerMessage(
        EventId = 40,
        EventName = "BudgetWarned",
        Level = LogLevel.Warning,
        Message = "Budget '{Budget}' has reached {Threshold} % of its limit in {Unit}: {Spent} of {Limit}")]
    private partial void LogWarned(string budget, int threshold, string unit, decimal spent, decimal limit);

    [LoggerMessage(
        EventId = 41,
        EventName = "BudgetRefused",
        Level = LogLevel.Warning,
        Message = "Budget '{Budget}' refused a call ({Reason}). Further refusals are only counted, in llmcost.budget.decisions")]
    private partial void LogRefused(string budget, string reason);

    [LoggerMessage(
        EventId = 42,
        EventName = "BudgetUnpricedAllowed",
        Level = LogLevel.Warning,
        Message = "Budget '{Budget}' allows calls of model '{Model}' of provider '{Provider}' without counting their cost,"
            + " because it is unknown. Add the model to LlmCost:Prices, or set OnUnpriced")]
    private partial void LogUnpricedAllowed(string budget, string? model, string? provider);

    [LoggerMessage(
        EventId = 43,
        EventName = "BudgetIncreased",
        Level = LogLevel.Information,
        Message = "Budget '{Budget}' was increased by {Amount} {Unit} until {Until:o} by {Actor}: {Reason}")]
    private partial void LogIncreased(
        string budget, decimal amount, string unit, DateTimeOffset until, string? actor, string? reason);

    [LoggerMessage(
        EventId = 44,
        EventName = "BudgetStoreAway",
        Level = LogLevel.Error,
        Message = "The budget store does not respond ({ExceptionType}). Until it does, BudgetStore:OnFailure applies:"
            + " {Action}")]
    private partial void LogStoreAway(string action, string? exceptionType);

    [LoggerMessage(
        EventId = 45,
        EventName = "BudgetStoreBack",
        Level = LogLevel.Information,
        Message = "The budget store responds again. {Settlements} settlements were sent to it")]
    private partial void LogStoreBack(int settlements);

    [LoggerMessage(
        EventId = 46,
        EventName = "BudgetSettlementsLost",
        Level = LogLevel.Error,
        Message = "{Settlements} settlements of budgets were lost, because the store did not respond before the app ended")]
    private partial void LogLost(int settlements);

    [LoggerMessage(
        EventId = 47,
        EventName = "BudgetFailed",
        Level = LogLevel.Error,
        Message = "Budget operation '{Operation}' failed ({ExceptionType}). Further failures are only counted. {StackTrace}")]
    private partial void LogFailed(string operation, string? exceptionType, string? stackTrace);

    [LoggerMessage(
        EventId = 48,
        EventName = "BudgetNotDurable",
        Level = LogLevel.Warning,
        Message = "Budget '{Budget}' counts each {Window} in memory only, so it starts again at 0 with each deployment."
            + " Use AddFileBudgetStore() or AddRedisBudgetStore()")]
    private partial void LogNotDurable(string budget, string window);

    [LoggerMessage(
        EventId = 49,
        EventName = "BudgetsChanged",
        Level = LogLevel.Information,
        Message = "Changed budgets are in effect: {Budgets}")]
    private partial void LogChanged(string budgets);

    [LoggerMessage(
        EventId = 50,
        EventName = "BudgetsRejected",
        Level = LogLevel.Error,
        Message = "Changed budgets are not valid, and the previous budgets stay in effect: {Message}")]
    private partial void LogRejected(string message);

    [LoggerMessage(
        EventId = 51,
        EventName = "BudgetDowngraded",
        Level = LogLevel.Warning,
        Message = "Budget '{Budget}' chose model '{Model}' instead of '{RequestedModel}'. Further downgrades are only counted, in"
            + " llmcost.budget.decisions")]
    private partial void LogDowngraded(string budget, string model, string requestedModel);

    [LoggerMessage(
        EventId = 52,
        EventName = "BudgetStartsAgain",
        Level = LogLevel.Warning,
        Message = "Budget '{Budget}' starts again at 0, because its window, time zone, scopes or units were changed")]
    private partial void LogStartsAgain(string budget);

    [LoggerMessage(
        EventId = 53,
        EventName = "BudgetRecovered",
        Level = LogLevel.Information,
        Message = "Budget '{Budget}' has room in {Unit} again and admits calls")]
    private partial void LogRecovered(string budget, string unit);
}
