namespace LlmCost.AI;

/// <summary>A pattern that matches one value or, if it ends with <c>*</c>, every value with the given prefix.</summary>
internal readonly struct BudgetPattern(string pattern)
{
    private readonly bool _isPrefix = pattern.EndsWith('*');

    /// <summary>The number of characters that must match.</summary>
    public int Length => _isPrefix ? pattern.Length - 1 : pattern.Length;

    /// <summary>Returns true if a value matches, regardless of case.</summary>
    public bool IsMatch(string value) => _isPrefix
        ? value.AsSpan().StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.OrdinalIgnoreCase)
        : value.Equals(pattern, StringComparison.OrdinalIgnoreCase);
}
