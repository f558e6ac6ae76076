namespace LlmCost.AI.CatalogBuilder;

/// <summary>Represents a part that is missing from the price of a model, although similar models have it.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Model">The model.</param>
/// <param name="Part">The missing part, such as <c>tier batch</c>, <c>rate inputCacheRead</c> or <c>fee WebSearch</c>.</param>
/// <param name="Has">The models that have the part: siblings, the model of the maker, or models of other providers.</param>
internal sealed record ConsistencyFinding(string Provider, string Model, string Part, string Has)
{
    public override string ToString() => $"{Provider}  {Model}  lacks {Part}; has it: {Has}";
}
