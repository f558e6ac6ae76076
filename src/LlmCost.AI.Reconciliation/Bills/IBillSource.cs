namespace LlmCost.AI;

/// <summary>Reads bills from a provider, a cloud or a file.</summary>
/// <remarks>
/// Implementations keep unknown fields in <see cref="BillLine.Raw"/>, never log or store credentials, and never round amounts.
/// </remarks>
public interface IBillSource
{
    /// <summary>Gets the name of the source, such as <c>openai</c>: lower-case letters, digits and hyphens.</summary>
    string Name { get; }

    /// <summary>Reads the buckets that begin in a period, ordered by time within each <see cref="BillBasis"/>.</summary>
    /// <param name="period">The period, usually whole UTC days.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>
    /// The buckets. Buckets without lines are included, so that lines that have vanished from the source are removed.
    /// </returns>
    /// <exception cref="BillSourceException">The source can't be read, or its data contradicts the documented format.</exception>
    IAsyncEnumerable<BillBucket> ReadAsync(LedgerPeriod period, CancellationToken cancellationToken = default);
}
