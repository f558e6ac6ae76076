namespace LlmCost.AI;

/// <summary>Represents a price that the user configured. It takes precedence over price lists.</summary>
/// <param name="Provider">The provider, in any known spelling.</param>
/// <param name="Model">The model, deployment or alias; <c>*</c> stands for every model of the provider.</param>
/// <param name="Price">The price, in USD.</param>
internal readonly record struct CustomPrice(string Provider, string Model, ModelPrice Price);
