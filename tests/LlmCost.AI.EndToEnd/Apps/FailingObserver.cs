namespace LlmCost.AI.EndToEnd.Apps;

/// <summary>An observer that throws on every call.</summary>
internal sealed class FailingObserver : ICostObserver
{
    /// <inheritdoc/>
    public void OnRecorded(CostRecord record) => throw new InvalidOperationException("on purpose");
}
