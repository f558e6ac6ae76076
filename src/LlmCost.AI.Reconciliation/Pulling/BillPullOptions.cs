namespace LlmCost.AI;

/// <summary>Options for <see cref="BillPull"/>.</summary>
public sealed class BillPullOptions
{
    /// <summary>
    /// Gets or sets a value indicating whether all days are read again. Otherwise, a pull that was interrupted within the last
    /// hour continues where it was. Default: <see langword="false"/>.
    /// </summary>
    public bool Again { get; set; }

    /// <summary>Gets or sets what receives the progress. Default: <see langword="null"/>.</summary>
    public IProgress<BillPullProgress>? Progress { get; set; }

    /// <summary>Gets or sets the clock. Default: that of the system.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;
}
