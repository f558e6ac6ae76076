namespace LlmCost.AI;

/// <summary>How much was used of something beside tokens.</summary>
/// <param name="Unit">What was used.</param>
/// <param name="Quantity">How much, in the unit's own measure; zero or more.</param>
/// <param name="Kind">What of it, where prices tell it apart (the size or quality of images, the context of a search), or <see langword="null"/>.</param>
public readonly record struct BillableQuantity(BillableUnit Unit, decimal Quantity, string? Kind = null);
