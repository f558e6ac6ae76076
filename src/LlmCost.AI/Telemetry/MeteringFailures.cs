namespace LlmCost.AI;

/// <summary>Counts and logs failures of the metering, which never reach the app's call.</summary>
internal sealed class MeteringFailures(CostMetrics metrics, CostMeterLog log)
{
    /// <summary>Counts a failure, and logs the first of its kind.</summary>
    public void Report(MeteringFailure failure, Exception exception)
    {
        try
        {
            metrics.RecordFailure(failure);
            log.MeteringFailed(failure, exception);
        }
        catch (Exception)
        {
            // The app's logger or a metrics listener failed as well. There is no one left to report to, and the call must go on.
        }
    }
}
