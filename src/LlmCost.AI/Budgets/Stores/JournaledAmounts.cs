namespace LlmCost.AI;

/// <summary>
/// Represents the sums of a counter in a file: the sums of one bucket, or of the whole window if it is not rolling.
/// </summary>
/// <param name="Spent">The spent amount.</param>
/// <param name="Reserved">The amount that open reservations hold.</param>
/// <param name="Floor">The amount that is charged for open reservations if the process ends.</param>
internal readonly record struct JournaledAmounts(long Spent, long Reserved, long Floor)
{
    public static JournaledAmounts operator +(JournaledAmounts left, JournaledAmounts right) => new(
        Saturating.Add(left.Spent, right.Spent),
        Saturating.Add(left.Reserved, right.Reserved),
        Saturating.Add(left.Floor, right.Floor));
}
