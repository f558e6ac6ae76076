namespace LlmCost.AI;

/// <summary>Options of <see cref="BillImport"/>.</summary>
/// <remarks>Immutable and safe to use from any thread.</remarks>
public sealed record BillImportOptions
{
    /// <summary>Gets the format of the files.</summary>
    public required BillFileFormat Format { get; init; }

    /// <summary>
    /// Gets the files and folders of the delivery. All files together are one delivery: their rows are added, and replace the
    /// days from the first to the last of them.
    /// </summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>Gets the columns of files of the format <see cref="BillFileFormat.Csv"/>.</summary>
    public BillColumnMap? Map { get; init; }

    /// <summary>
    /// Gets the scope of the buckets, such as a billing account. If <see langword="null"/>, the billing account of each row, or
    /// an empty scope for files without one.
    /// </summary>
    public string? Scope { get; init; }

    /// <summary>
    /// Gets a value indicating whether rows of services other than AI are kept, without model and unit. Default:
    /// <see langword="false"/>, which skips and counts them.
    /// </summary>
    public bool IncludesAllServices { get; init; }

    /// <summary>Gets a value indicating whether the files are only read, and nothing is stored.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Gets the receiver of the progress.</summary>
    public IProgress<BillImportProgress>? Progress { get; init; }

    /// <summary>Gets the clock, which dates the observation.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
