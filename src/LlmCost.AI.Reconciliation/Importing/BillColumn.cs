namespace LlmCost.AI;

/// <summary>The source of a field of a bill line: a column of a file, or a constant.</summary>
/// <remarks>Immutable and safe to use from any thread.</remarks>
public sealed record BillColumn
{
    /// <summary>Gets the name of the column. Case, spaces and separators are ignored.</summary>
    public string? Column { get; init; }

    /// <summary>Gets the value for rows in which the column is missing or empty.</summary>
    public string? Value { get; init; }

    /// <summary>
    /// Gets the format of a time: a .NET format string such as <c>dd.MM.yyyy</c>, or <c>unix</c> or <c>unix-ms</c>. If the value
    /// is <see langword="null"/>, ISO 8601, <c>yyyyMMdd</c> and <c>MM/dd/yyyy</c> are accepted.
    /// </summary>
    public string? Format { get; init; }

    /// <summary>
    /// Gets the factor by which a number is multiplied, such as 0.01 for an amount in cents or 1000 for thousands of tokens. If
    /// the value is <see langword="null"/>, the factor is 1.
    /// </summary>
    public decimal? Factor { get; init; }

    /// <summary>
    /// Gets the meanings of the values in the file. For example, <c>prompt_tokens</c> in the file can mean <c>input</c>. Units
    /// and kinds that are not listed are unknown.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Names { get; init; }
}
