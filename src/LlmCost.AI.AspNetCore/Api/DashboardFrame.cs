namespace LlmCost.AI;

/// <summary>An event of a stream.</summary>
/// <param name="Number">The number of the event.</param>
/// <param name="Bytes">The serialized event.</param>
internal sealed record DashboardFrame(long Number, byte[] Bytes);
