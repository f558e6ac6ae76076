namespace LlmCost.AI;

/// <summary>An event of a stream.</summary>
/// <param name="Number">The number of the event.</param>
/// <param name="Bytes">The event as it is sent.</param>
internal sealed record DashboardFrame(long Number, byte[] Bytes);
