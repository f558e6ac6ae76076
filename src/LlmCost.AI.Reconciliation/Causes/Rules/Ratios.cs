namespace LlmCost.AI;

/// <summary>Compares ratios of billed and metered amounts.</summary>
internal static class Ratios
{
    /// <summary>Returns true if two ratios are equal within a relative tolerance.</summary>
    public static bool IsNear(decimal ratio, decimal other, decimal precision) =>
        Math.Abs(ratio - other) <= precision * Math.Abs(other);

    /// <summary>
    /// Returns the billed amount divided by the metered amount, or <see langword="null"/> if one of them is missing.
    /// </summary>
    public static decimal? Of(IEnumerable<Cell> cells)
    {
        var (billed, metered) = (0m, 0m);
        foreach (var cell in cells)
        {
            billed += cell.Billed ?? 0;
            metered += cell.Metered;
        }

        return metered > 0 && billed > 0 ? billed / metered : null;
    }

    /// <summary>
    /// Returns the ratio of the billed to the metered amounts if it is the same for every model and unit, and is not 1; otherwise
    /// <see langword="null"/>.
    /// </summary>
    public static decimal? Constant(IEnumerable<Cell> cells, decimal precision)
    {
        var groups = cells.GroupBy(cell => (cell.Key.Model, cell.Key.Unit, cell.Key.Meter)).Select(group => Of(group)).ToList();
        if (groups.Count is 0 || groups.Contains(null))
        {
            return null;
        }

        var ratio = Of(cells)!.Value;
        return !IsNear(ratio, 1, 0.0005m) && groups.All(one => IsNear(one!.Value, ratio, precision)) ? ratio : null;
    }

    /// <summary>
    /// Returns true if the quantities on the bill and in the ledger are equal, or if the bill has no quantities.
    /// </summary>
    public static bool HasEqualQuantity(Cell cell) => cell.BilledQuantity is { } billed && billed == cell.MeteredQuantity;
}
