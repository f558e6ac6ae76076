namespace LlmCost.AI;

/// <summary>
/// Specifies the origin of price lists that change while the app runs, in the order in which they are consulted.
/// </summary>
internal enum PriceOrigin
{
    /// <summary>Files on disk.</summary>
    File,

    /// <summary>Addresses on the network.</summary>
    Feed,
}
