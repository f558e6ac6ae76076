namespace LlmCost.AI;

/// <summary>An event of a stream.</summary>
/// <param name="number">The number of the event.</param>
/// <param name="bytes">The serialized event.</param>
internal sealed class DashboardFrame(long number, byte[] bytes)
{
    public long Number => number;

    public byte[] Bytes => bytes;
}
