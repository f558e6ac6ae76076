namespace SimulatedProvider;

/// <summary>Represents a field by which a report is grouped or filtered.</summary>
/// <param name="Name">The name in <c>group_by</c>.</param>
/// <param name="Value">A function that returns the value of an entry, or null if the entry has no value.</param>
/// <param name="Filter">The name of the parameter that filters by the value, or null if there is none.</param>
internal sealed record ReportDimension(string Name, Func<BookKey, string?> Value, string? Filter = null)
{
    /// <summary>Creates a dimension that has no value for any simulated call.</summary>
    public static ReportDimension Empty(string name, string? filter = null) => new(name, _ => null, filter);
}
