namespace LlmCost.AI;

/// <summary>Options for <see cref="BillPull"/>.</summary>
public sealed class BillPullOptions
{
    /// <summary>
    /// Gets or sets a value indicating whether all days are read again. If false, a pull that was interrupted within the last
    /// hour continues where it stopped. The default is <see langword="false"/>.
    /// </summary>
    public bool Again { get; set; }

    /// <summary>Gets or sets the receiver of progress reports. The default is <see langword="null"/>.</summary>
    public IProgress<BillPullProgress>? Progress { get; set; }

    /// <summary>Gets or sets the clock. The default is the system clock.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;
}
