namespace Quickstart;

/// <summary>How a run is shown.</summary>
internal interface IRunView
{
    /// <summary>Shows the run while it lasts.</summary>
    Task FollowAsync(Task run);

    /// <summary>Shows what it cost.</summary>
    void ShowSummary();
}
