namespace LlmCost.AI;

/// <summary>Represents an option that is valid but looks like a mistake.</summary>
/// <param name="Key">The configuration key.</param>
/// <param name="Doubt">The rest of the sentence that begins with the key.</param>
internal sealed record DoubtfulOption(string Key, string Doubt);
