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

    /// <summary>Gets the name of the service of the row, for the count of skipped rows.</summary>
    public abstract string Service { get; }

    /// <summary>Gets a value indicating whether the row is of an AI service.</summary>
    public virtual bool IsAI => true;

    /// <summary>Gets the provider of the row.</summary>
    public abstract string Provider { get; }

    /// <summary>Gets the file.</summary>
    protected BillFileReader File => file;

    /// <summary>Returns the day to which the row belongs.</summary>
    /// <exception cref="BillRowException">The row can't be read.</exception>
    public abstract DateOnly Day();

    /// <summary>Returns the lines of the row: one, or several for one with credits.</summary>
    /// <exception cref="BillRowException">The row can't be read.</exception>
    public abstract IReadOnlyList<BillLine> Lines();

    protected string? Text(int column) => column < 0 ? null : file.Text(column);

    /// <summary>
    /// Returns the day of a charge. One of an earlier period that is billed later, such as a correction, belongs to the first day
    /// of the billing period: an import must not replace the days of an earlier month by the few rows that correct it.
    /// </summary>
    protected static DateOnly Day(DateOnly day, DateOnly? billingPeriod) =>
        billingPeriod is { } first && day < first ? first : day;
}
