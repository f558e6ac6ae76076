namespace LlmCost.AI;

/// <summary>Counts and logs metering failures, which never affect the app's call.</summary>
internal sealed class MeteringFailures(CostMetrics metrics, CostMeterLog log)
{
    /// <summary>Counts a failure. The first failure of each kind is also logged.</summary>
    public void Report(MeteringFailure failure, Exception exception)
    {
        try
        {
            metrics.RecordFailure(failure);
            log.MeteringFailed(failure, exception);
        }
        catch (Exception)
        {
            // The app's logger or a metrics listener failed as well. The failure can't be reported, and the call must continue.
        }
    }
}
