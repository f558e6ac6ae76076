namespace LlmCost.AI;

/// <summary>Provides arithmetic that stops at the largest and smallest value instead of overflowing.</summary>
internal static class Saturating
{
    public static long Add(long left, long right)
    {
        var sum = unchecked(left + right);

        // The sum has overflowed if both operands have the same sign and the sum has the opposite sign.
        return ((left ^ sum) & (right ^ sum)) >= 0 ? sum : left < 0 ? long.MinValue : long.MaxValue;
    }
}
