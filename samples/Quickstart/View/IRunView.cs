using SimulatedProvider;

namespace Quickstart;

/// <summary>How a run is shown.</summary>
internal interface IRunView
{
    /// <summary>Shows the run while it lasts.</summary>
    Task FollowAsync(Task run);

    /// <summary>Shows what it cost.</summary>
    /// <param name="ledger">The simulated provider's own books, to compare with, or null where the providers were real.</param>
    void ShowSummary(BillingLedger? ledger);
}
