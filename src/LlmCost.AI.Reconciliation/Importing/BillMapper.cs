namespace LlmCost.AI;

/// <summary>Maps the current row of a file to lines of a bill.</summary>
/// <param name="file">The file.</param>
internal abstract class BillMapper(BillFileReader file)
{
    /// <summary>Gets the name of the source.</summary>
    public abstract string Source { get; }

    /// <summary>Gets the basis of the lines.</summary>
    public virtual BillBasis Basis => BillBasis.Invoice;

    /// <summary>Gets the billing account of the row, or <see langword="null"/> if the file has none.</summary>
    public virtual string? Scope => null;

    /// <summary>Gets the name of the row's service, by which skipped rows are counted.</summary>
    public abstract string Service { get; }

    /// <summary>Gets a value indicating whether the row belongs to an AI service.</summary>
    public virtual bool IsAI => true;

    /// <summary>Gets the provider of the row.</summary>
    public abstract string Provider { get; }

    /// <summary>Gets the file.</summary>
    protected BillFileReader File => file;

    /// <summary>Returns the day to which the row belongs.</summary>
    /// <exception cref="BillRowException">The row can't be read.</exception>
    public abstract DateOnly Day();

    /// <summary>Returns the lines of the row: one line, or several if the row has credits.</summary>
    /// <exception cref="BillRowException">The row can't be read.</exception>
    public abstract IReadOnlyList<BillLine> Lines();

    protected string? Text(int column) => column < 0 ? null : file.Text(column);

    /// <summary>
    /// Returns the day of a charge. A charge for an earlier period, such as a correction, is assigned to the first day of the
    /// billing period. Otherwise, an import would replace the days of an earlier month with a few corrections.
    /// </summary>
    protected static DateOnly Day(DateOnly day, DateOnly? billingPeriod) =>
        billingPeriod is { } first && day < first ? first : day;
}
