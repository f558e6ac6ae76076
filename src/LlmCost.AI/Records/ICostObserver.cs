namespace LlmCost.AI;

/// <summary>Receives a record of every metered call, for example to keep a ledger or to verify costs in a test.</summary>
/// <remarks>
/// Register implementations with <c>AddCostMetering().AddObserver&lt;T&gt;()</c>. Observers run on any thread, in the order of
/// registration. They run after the response or the end of the stream, and before the call returns. They must be thread-safe and
/// fast, and should queue slow work. Exceptions reach neither the caller nor the other observers. They are counted, and the first
/// one is logged without its message.
/// </remarks>
public interface ICostObserver
{
    /// <summary>Receives the record of a call that has ended.</summary>
    /// <param name="record">The record. It is immutable and may be kept.</param>
    void OnRecorded(CostRecord record);
}
