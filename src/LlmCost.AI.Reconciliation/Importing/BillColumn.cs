namespace LlmCost.AI;

/// <summary>The source of a field of a bill line: a column of a file, or a constant.</summary>
/// <remarks>Immutable and safe to use from any thread.</remarks>
public sealed record BillColumn
{
    /// <summary>Gets the name of the column. Case, spaces and separators are ignored.</summary>
    public string? Column { get; init; }

    /// <summary>Gets the value of rows without the column or with an empty one.</summary>
    public string? Value { get; init; }

    /// <summary>
    /// Gets the format of a time: a .NET format string such as <c>dd.MM.yyyy</c>, <c>unix</c> or <c>unix-ms</c>. If
    /// <see langword="null"/>, ISO 8601, <c>yyyyMMdd</c> or <c>MM/dd/yyyy</c>.
    /// </summary>
    public string? Format { get; init; }

    /// <summary>
    /// Gets the factor of a number, such as 0.01 for an amount in cents or 1000 for thousands of tokens. If
    /// <see langword="null"/>, 1.
    /// </summary>
    public decimal? Factor { get; init; }

    /// <summary>
    /// Gets the names of values, such as <c>prompt_tokens</c> for <c>input</c>. A unit or kind that is not among them is unknown.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Names { get; init; }
}
