using Microsoft.Extensions.AI;

namespace LlmCost.AI.Load.Calls;

/// <summary>A call before it is made, and what the provider did with it.</summary>
/// <param name="Client">Who answers.</param>
/// <param name="Feature">What it is made for.</param>
/// <param name="Fate">How it is meant to end.</param>
/// <param name="IsStreaming">Whether its answer is streamed.</param>
/// <param name="Usage">What the provider will report.</param>
internal sealed record Call(int Client, string Feature, CallFate Fate, bool IsStreaming, UsageDetails Usage)
{
    /// <summary>The name under which a call travels in the options of its request.</summary>
    public const string Property = "load.call";

    /// <summary>What the provider threw; whatever else reaches the caller is not the provider's.</summary>
    public Exception? Thrown { get; set; }

    /// <summary>How long the provider took, in ticks of the stopwatch.</summary>
    public long ProviderTicks { get; set; }

    /// <summary>The call that a request belongs to.</summary>
    public static Call Of(ChatOptions? options) => (Call)options!.AdditionalProperties![Property]!;
}
