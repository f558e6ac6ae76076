using SimulatedProvider;

namespace Quickstart;

/// <summary>Shows the progress and the result of a run.</summary>
internal interface IRunView
{
    /// <summary>Shows the progress of the run until it ends.</summary>
    Task FollowAsync(Task run);

    /// <summary>Shows the cost of the run.</summary>
    /// <param name="ledger">The ledger of the simulated provider for comparison, or null for real providers.</param>
    void ShowSummary(BillingLedger? ledger);
}
