namespace LlmCost.AI;

/// <summary>Orders rows by their values.</summary>
internal sealed class RowOrder : IComparer<IReadOnlyList<string?>>
{
    public static RowOrder Instance { get; } = new();

    public int Compare(IReadOnlyList<string?>? x, IReadOnlyList<string?>? y)
    {
        for (var i = 0; i < x!.Count; i++)
        {
            if (StringComparer.Ordinal.Compare(x[i], y![i]) is not 0 and var order)
            {
                return order;
            }
        }

        return 0;
    }
}
