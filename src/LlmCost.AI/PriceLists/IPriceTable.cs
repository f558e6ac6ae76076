namespace LlmCost.AI;

/// <summary>Defines a table of prices with its own rules for model names.</summary>
/// <remarks>Implementations are immutable and thread-safe.</remarks>
internal interface IPriceTable
{
    /// <summary>Gets all entries without duplicates.</summary>
    IEnumerable<PriceEntry> Entries { get; }

    /// <summary>Returns the entry for a call, or <see langword="null"/> if the table does not contain the model.</summary>
    PriceEntry? Find(in PriceQuery query);
}
