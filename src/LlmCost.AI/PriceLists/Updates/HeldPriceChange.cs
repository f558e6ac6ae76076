namespace LlmCost.AI;

/// <summary>A change of a price that looks like a mistake and waits for a person to accept it. The old price stays until then.</summary>
/// <param name="Id">What <see cref="CostMeteringOptions.AcceptedPriceChanges"/> must have to accept it. It names the new price too: a further change has another id.</param>
/// <param name="Source">The file of the price list, or the name of its feed.</param>
/// <param name="Provider">The provider in that list, or <see langword="null"/> where the whole list is held.</param>
/// <param name="Model">The model in that list, or <see langword="null"/> where the whole list is held.</param>
/// <param name="Reason">What is odd about the change, in English.</param>
public sealed record HeldPriceChange(string Id, string Source, string? Provider, string? Model, string Reason);
