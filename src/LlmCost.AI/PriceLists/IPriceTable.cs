namespace LlmCost.AI;

/// <summary>A list of prices with its own rules of which name means which model. Immutable; safe on any thread.</summary>
internal interface IPriceTable
{
    /// <summary>All entries, each once.</summary>
    IEnumerable<PriceEntry> Entries { get; }

    /// <summary>Finds the entry for a call, or <see langword="null"/> where the list does not know the model.</summary>
    PriceEntry? Find(in PriceQuery query);
}
