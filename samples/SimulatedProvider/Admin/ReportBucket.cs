namespace SimulatedProvider;

/// <summary>Represents one bucket of a report.</summary>
/// <param name="Start">The start.</param>
/// <param name="End">The end, which is exclusive.</param>
internal readonly record struct ReportBucket(DateTimeOffset Start, DateTimeOffset End);
