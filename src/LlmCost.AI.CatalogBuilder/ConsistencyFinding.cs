namespace LlmCost.AI.CatalogBuilder;

/// <summary>
/// Represents a part, such as a tier, rate or fee, that the price of a model lacks although similar models have it.
/// </summary>
/// <param name="Provider">The provider.</param>
/// <param name="Model">The model.</param>
/// <param name="Part">The missing part, such as <c>tier batch</c>, <c>rate inputCacheRead</c> or <c>fee WebSearch</c>.</param>
/// <param name="Has">
/// Describes the similar models that have the part: the number of siblings, the maker, or the number of providers.
/// </param>
internal sealed record ConsistencyFinding(string Provider, string Model, string Part, string Has)
{
    public override string ToString() => $"{Provider}  {Model}  lacks {Part}; has it: {Has}";
}
