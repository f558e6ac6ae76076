namespace LlmCost.AI;

/// <summary>Marks a client that meters the calls that pass through it, so that an outer meter passes them on unmetered.</summary>
/// <remarks>
/// The outer meter requests this interface from <see cref="Microsoft.Extensions.AI.IChatClient.GetService"/>. Adapters of other
/// frameworks implement it on their metered services.
/// </remarks>
public interface IMeteringStage;
