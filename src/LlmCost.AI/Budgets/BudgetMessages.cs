using System.Globalization;

namespace LlmCost.AI;

/// <summary>
/// The messages of refusals. They contain the name and amounts of the budget, the time of its reset, and the setting to change,
/// but no user ids and no prompts.
/// </summary>
internal static class BudgetMessages
{
    public static string Of(
        Budget budget,
        BudgetClaim claim,
        BudgetExceededReason reason,
        DateTimeOffset? resetsAt,
        TimeSpan? retryAfter,
        string? model,
        string? provider,
        IReadOnlyList<string> others)
    {
        var key = budget.IsOfRun && budget.Name is "run" ? "the limit of the run" : $"LlmCost:Budgets:{budget.Name}";
        var unit = claim.Counter.Unit;
        var text = reason switch
        {
            BudgetExceededReason.Unpriced =>
                $"Budget '{budget.Name}' limits USD, but the price of model '{model}' of provider '{provider}' is unknown."
                + $" Add it to LlmCost:Prices, or set {key}:OnUnpriced.",
            BudgetExceededReason.MissingScope =>
                $"Budget '{budget.Name}' applies to each {string.Join(" and ", budget.Options.Each)}, but the call has no"
                + $" such value. Set it in a CostScope, or change {key}:OnMissing.",
            BudgetExceededReason.TooLarge =>
                $"Budget '{budget.Name}' has a limit of {Amount(unit, claim.Limit)}, and the call may need"
                + $" {Amount(unit, claim.Minimum)}. Shorten the request, lower its maximum output, or raise {key}.",
            BudgetExceededReason.StoreUnavailable =>
                $"The store of budget '{budget.Name}' does not respond, and the allowance for this case is used up."
                + " Check the store, or change LlmCost:BudgetStore:OnFailure.",
            BudgetExceededReason.CutOff =>
                $"The response was cut off, because budget '{budget.Name}' has no more room: {Sums(claim)}."
                + $" Raise {key}, or lower the maximum output of the request.",
            BudgetExceededReason.InFlight =>
                $"Budget '{budget.Name}' has no room until calls in progress end: {Sums(claim)}; the call needs"
                + $" {Amount(unit, claim.Minimum)}. Try again, set {key}:MaxWait, or raise the limit.",
            BudgetExceededReason.RateLimited =>
                $"Budget '{budget.Name}' has no room in its window: {Sums(claim)}; the call needs"
                + $" {Amount(unit, claim.Minimum)}. Try again{After(retryAfter)}, set {key}:MaxWait, or raise the limit.",
            _ =>
                $"Budget '{budget.Name}' is exhausted: {Sums(claim)}; the call needs {Amount(unit, claim.Minimum)}."
                + $"{Resets(resetsAt)} Raise {key}, or add an increase.",
        };
        return others.Count is 0 ? text : $"{text} Also exceeded: {string.Join(", ", others)}.";
    }

    private static string Sums(BudgetClaim claim) =>
        $"{Amount(claim.Counter.Unit, claim.Spent)} spent and {Amount(claim.Counter.Unit, claim.Reserved)} reserved of"
        + $" {Amount(claim.Counter.Unit, claim.Limit)}";

    private static string Amount(BudgetUnit unit, long amount) => unit switch
    {
        BudgetUnit.Usd => string.Create(
            CultureInfo.InvariantCulture, $"{BudgetAmount.ForPeople(unit, amount):0.00#######} USD"),
        BudgetUnit.Requests => string.Create(CultureInfo.InvariantCulture, $"{amount:N0} requests"),
        BudgetUnit.Concurrent => string.Create(CultureInfo.InvariantCulture, $"{amount:N0} calls in progress"),
        BudgetUnit.InputTokens => string.Create(CultureInfo.InvariantCulture, $"{amount:N0} input tokens"),
        BudgetUnit.OutputTokens => string.Create(CultureInfo.InvariantCulture, $"{amount:N0} output tokens"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{amount:N0} tokens"),
    };

    private static string After(TimeSpan? retryAfter) => retryAfter is { } time
        ? string.Create(CultureInfo.InvariantCulture, $" after {decimal.Ceiling((decimal)time.TotalSeconds)} s")
        : "";

    private static string Resets(DateTimeOffset? resetsAt) => resetsAt is { } time
        ? string.Create(CultureInfo.InvariantCulture, $" It resets at {time:yyyy-MM-dd HH:mm:ss zzz}.")
        : "";
}
