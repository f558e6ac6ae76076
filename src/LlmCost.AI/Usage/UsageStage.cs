namespace LlmCost.AI;

/// <summary>The part of a response's usage that a <see cref="UsageReading"/> contains.</summary>
public enum UsageStage
{
    /// <summary>No token counts.</summary>
    None,

    /// <summary>The counts at the start of a stream: see <see cref="UsageReading.Started"/>.</summary>
    Started,

    /// <summary>
    /// The counts at the end of a stream whose start was also reported: see <see cref="UsageReading.Completed"/>.
    /// </summary>
    Completed,

    /// <summary>The JSON that the provider sent, which contains the counts: see <see cref="UsageReading.FromJson"/>.</summary>
    Json,

    /// <summary>All counts: see <see cref="UsageReading.Whole"/> and <see cref="UsageReading.Disjoint"/>.</summary>
    Whole,
}
