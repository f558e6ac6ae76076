using LlmCost.AI.Load.Calls;

namespace LlmCost.AI.Load.Provider;

/// <summary>What a call over a real connection asks for.</summary>
/// <param name="Fate">How it is meant to end.</param>
/// <param name="Input">The tokens of the prompt that are to be reported.</param>
/// <param name="Output">The tokens of the answer that are to be reported.</param>
internal sealed record WirePrompt(CallFate Fate, long Input, long Output);
