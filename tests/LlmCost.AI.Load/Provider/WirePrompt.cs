using LlmCost.AI.Load.Calls;

namespace LlmCost.AI.Load.Provider;

/// <summary>Represents the prompt of a call over a real connection, which controls the provider.</summary>
/// <param name="Fate">The planned end of the call.</param>
/// <param name="Input">The number of input tokens to report.</param>
/// <param name="Output">The number of output tokens to report.</param>
internal sealed record WirePrompt(CallFate Fate, long Input, long Output);
