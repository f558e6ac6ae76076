namespace LlmCost.AI;

/// <summary>Provides arithmetic that stops at the largest and smallest value instead of overflowing.</summary>
internal static class Saturating
{
    public static long Add(long left, long right)
    {
        var sum = unchecked(left + right);

        // Overflown if both operands have a sign that the sum does not have.
        return ((left ^ sum) & (right ^ sum)) >= 0 ? sum : left < 0 ? long.MinValue : long.MaxValue;
    }
}
