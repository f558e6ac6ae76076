namespace LlmCost.AI.CatalogBuilder;

/// <summary>Represents a part that the price of a model lacks and that similar models have.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Model">The model.</param>
/// <param name="Part">The missing part, such as <c>tier batch</c>, <c>rate inputCacheRead</c> or <c>fee WebSearch</c>.</param>
/// <param name="Has">Who has the part: siblings, the maker or other providers.</param>
internal sealed record ConsistencyFinding(string Provider, string Model, string Part, string Has)
{
    public override string ToString() => $"{Provider}  {Model}  lacks {Part}; has it: {Has}";
}
