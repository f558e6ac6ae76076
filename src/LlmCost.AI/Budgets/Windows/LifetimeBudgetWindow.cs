namespace LlmCost.AI;

/// <summary>Represents a window that never ends.</summary>
internal sealed class LifetimeBudgetWindow(bool isRequest = false, bool isRun = false) : BudgetWindow
{
    public override bool IsRequest => isRequest;

    public override bool IsRun => isRun;

    public override BudgetPeriod At(DateTimeOffset now) => new(DateTimeOffset.UnixEpoch, null, null, 0);
}
