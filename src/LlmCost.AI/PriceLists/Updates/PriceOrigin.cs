namespace LlmCost.AI;

/// <summary>Where price lists come from while the app runs, in the order in which they are asked.</summary>
internal enum PriceOrigin
{
    /// <summary>Files on disk.</summary>
    File,

    /// <summary>Addresses on the network.</summary>
    Feed,
}
