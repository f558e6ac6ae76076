using System.Globalization;

namespace LlmCost.AI;

/// <summary>Reads the rows of a file as text, independently of the file type.</summary>
/// <remarks>Columns are selected before the first row is read, so that other columns need not be decoded.</remarks>
internal abstract class BillFileReader : IAsyncDisposable
{
    /// <summary>Gets the names of the columns. Names of nested fields are paths such as <c>project.id</c>.</summary>
    public abstract IReadOnlyList<string> Columns { get; }

    /// <summary>Gets the line number of the current row, or the number of the row in a Parquet file.</summary>
    public long Line { get; protected set; }

    /// <summary>Gets the word for <see cref="Line"/> in messages: "line" or "row".</summary>
    public virtual string LineName => "line";

    /// <summary>Selects a column.</summary>
    /// <returns>
    /// The number of the column for <see cref="Text"/>, or -1 if the file has no column with one of these names.
    /// </returns>
    public abstract int Find(params ReadOnlySpan<string> names);

    /// <summary>Selects an optional column of a format.</summary>
    /// <returns>The number of the column, or -1 if the file does not have the column.</returns>
    public virtual int Optional(params ReadOnlySpan<string> names) => Find(names);

    /// <summary>Reads the next row.</summary>
    /// <returns>False at the end of the file.</returns>
    /// <exception cref="BillFileException">The file is truncated or damaged.</exception>
    /// <exception cref="BillRowException">The row can't be read. The next call reads the following row.</exception>
    public abstract ValueTask<bool> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Returns the text of a selected column of the current row, or <see langword="null"/> if it is empty.</summary>
    public abstract string? Text(int column);

    /// <summary>Selects a required column of a format.</summary>
    /// <exception cref="BillFileException">The column does not exist. The message contains the most similar name.</exception>
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

    /// <summary>
    /// Gets the selected columns of the current row as text, so that an unreadable row can be stored unchanged.
    /// </summary>
    public abstract IEnumerable<KeyValuePair<string, string>> Raw { get; }

    public abstract ValueTask DisposeAsync();

    /// <summary>
    /// Returns the letters and digits of a column name in lower case. Therefore <c>lineItem/UsageType</c> equals
    /// <c>line_item_usage_type</c>, and <c>project.id</c> equals <c>project_id</c>.
    /// </summary>
    protected static string Key(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
