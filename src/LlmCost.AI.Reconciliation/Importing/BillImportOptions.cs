namespace LlmCost.AI;

/// <summary>Options for <see cref="BillImport"/>.</summary>
/// <remarks>Immutable and safe to use from any thread.</remarks>
public sealed record BillImportOptions
{
    /// <summary>Gets the format of the files.</summary>
    public required BillFileFormat Format { get; init; }

    /// <summary>
    /// Gets the files and folders of the delivery. All files together are one delivery. Their rows are added up, and replace all
    /// stored days from the first to the last day of the delivery.
    /// </summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>Gets the column map for files of the format <see cref="BillFileFormat.Csv"/>.</summary>
    public BillColumnMap? Map { get; init; }

    /// <summary>
    /// Gets the scope of the buckets, such as a billing account. If the value is <see langword="null"/>, the scope is the billing
    /// account of each row, or empty for files without billing accounts.
    /// </summary>
    public string? Scope { get; init; }

    /// <summary>
    /// Gets a value indicating whether rows of non-AI services are also stored, without model and unit. The default is
    /// <see langword="false"/>, which means that these rows are skipped and counted.
    /// </summary>
    public bool IncludesAllServices { get; init; }

    /// <summary>Gets a value indicating whether the import is a dry run, which reads the files but stores nothing.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Gets the receiver of the progress.</summary>
    public IProgress<BillImportProgress>? Progress { get; init; }

    /// <summary>Gets the clock that provides the time at which the bills are imported.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
