namespace LlmCost.AI;

/// <summary>What a call that is not a chat needs, for budgets.</summary>
/// <param name="InputBytes">The size of the text of the request, in bytes of UTF-8.</param>
/// <param name="Quantities">The quantities that are billed instead of tokens, if any.</param>
internal readonly record struct CallNeed(long InputBytes, InferredQuantities? Quantities = null);
