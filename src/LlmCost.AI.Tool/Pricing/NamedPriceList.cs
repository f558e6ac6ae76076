namespace LlmCost.AI.Tool;

/// <summary>A price list and what it is called in answers.</summary>
internal sealed record NamedPriceList(string Name, string Version, IPriceList Prices);
