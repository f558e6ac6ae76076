namespace LlmCost.AI;

/// <summary>Is told of every metered call: a budget, a ledger, a test.</summary>
/// <remarks>
/// Register implementations as services. They are called on the path of the call, after its answer or the end of its stream, in the order of
/// registration and from any thread: be thread safe and quick, and hand slow work over to a queue. An exception is
/// counted and logged once, without its message, and reaches neither the caller nor the other observers.
/// </remarks>
public interface ICostObserver
{
    /// <summary>Takes note of a call.</summary>
    /// <param name="record">What is known of the call. A value: keep a copy if you need it later.</param>
    void OnRecorded(in CostRecord record);
}
