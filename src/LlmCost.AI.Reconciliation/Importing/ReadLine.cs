namespace LlmCost.AI;

/// <summary>The sum of a day's rows in a file that differ only in their quantities, requests and amounts.</summary>
internal sealed record ReadLine
{
    public required DateOnly Day { get; init; }

    /// <summary>Gets the line, without quantity, requests and amount.</summary>
    public required BillLine Line { get; init; }

    /// <summary>Gets the exact sum of the quantities as text, because it may have more digits than a decimal.</summary>
    public string? Quantity { get; init; }

    /// <summary>Gets the exact sum of the amounts as text, because it may have more digits than a decimal.</summary>
    public string? Amount { get; init; }

    public long? Requests { get; init; }
}
