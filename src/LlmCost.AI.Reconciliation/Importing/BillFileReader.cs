using System.Globalization;

namespace LlmCost.AI;

/// <summary>Reads the rows of a file as texts, whatever its type.</summary>
/// <remarks>Columns are selected before the first row is read, so that the others need not be decoded.</remarks>
internal abstract class BillFileReader : IAsyncDisposable
{
    /// <summary>Gets the names of the columns. Those of nested fields are paths such as <c>project.id</c>.</summary>
    public abstract IReadOnlyList<string> Columns { get; }

    /// <summary>Gets the line of the current row, or its number in a Parquet file.</summary>
    public long Line { get; protected set; }

    /// <summary>Gets what <see cref="Line"/> counts.</summary>
    public virtual string LineName => "line";

    /// <summary>Selects a column.</summary>
    /// <returns>The number of the column for <see cref="Text"/>, or -1 if there is none of these names.</returns>
    public abstract int Find(params ReadOnlySpan<string> names);

    /// <summary>Selects a column that a format may have.</summary>
    /// <returns>The number of the column, or -1 if the file has none.</returns>
    public virtual int Optional(params ReadOnlySpan<string> names) => Find(names);

    /// <summary>Reads the next row.</summary>
    /// <returns>False at the end of the file.</returns>
    /// <exception cref="BillFileException">The file is truncated or damaged.</exception>
    /// <exception cref="BillRowException">The row can't be read. The next call reads the row after it.</exception>
    public abstract ValueTask<bool> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Returns the text of a selected column of the current row, or <see langword="null"/> if it is empty.</summary>
    public abstract string? Text(int column);

    /// <summary>Selects a column that the format requires.</summary>
    /// <exception cref="BillFileException">There is no such column. The message names the nearest one.</exception>
    public int Require(params ReadOnlySpan<string> names)
    {
        if (Find(names) is >= 0 and var column)
        {
            return column;
        }

        var nearest = NearestName.Find(names[0], Columns) ?? NearestName.FindByWords(names[0], Columns);
        throw new BillFileException(string.Create(
            CultureInfo.InvariantCulture,
            $"There is no column '{names[0]}'{(nearest is null ? "" : $"; did you mean '{nearest}'?")} ")
            + $"The file has {Columns.Count.ToString(CultureInfo.InvariantCulture)} columns: "
            + $"{string.Join(", ", Columns.Take(8))}{(Columns.Count > 8 ? ", …" : "")}.");
    }

    /// <summary>Gets the texts of the row, as far as they are selected, for an unreadable row that is kept as it is.</summary>
    public abstract IEnumerable<KeyValuePair<string, string>> Raw { get; }

    public abstract ValueTask DisposeAsync();

    /// <summary>
    /// Returns the letters and digits of a column name in lower case: <c>lineItem/UsageType</c> and <c>line_item_usage_type</c>,
    /// <c>project.id</c> and <c>project_id</c> are the same.
    /// </summary>
    protected static string Key(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
