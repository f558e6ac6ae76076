using Microsoft.Extensions.AI;

namespace LlmCost.AI.Load.Calls;

/// <summary>Represents a planned call and its outcome at the provider.</summary>
/// <param name="Client">The index of the client, or <see cref="CallScript.WireClient"/>.</param>
/// <param name="Feature">The feature that makes the call.</param>
/// <param name="Fate">The planned end of the call.</param>
/// <param name="IsStreaming">True if the response is streamed.</param>
/// <param name="Usage">The usage that the provider reports.</param>
internal sealed record Call(int Client, string Feature, CallFate Fate, bool IsStreaming, UsageDetails Usage)
{
    /// <summary>The key of the call in <see cref="ChatOptions.AdditionalProperties"/> of its request.</summary>
    public const string Property = "load.call";

    /// <summary>Gets or sets the exception that the provider threw. No other exception may reach the caller.</summary>
    public Exception? Thrown { get; set; }

    /// <summary>Gets or sets the time that the provider took for the call, in ticks of the stopwatch.</summary>
    public long ProviderTicks { get; set; }

    /// <summary>Returns the call to which the options of a request belong.</summary>
    public static Call Of(ChatOptions? options) => (Call)options!.AdditionalProperties![Property]!;
}
