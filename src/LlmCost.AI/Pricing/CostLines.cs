namespace LlmCost.AI;

/// <summary>Converts the lines of a calculation to charges that add up to the cost exactly.</summary>
internal static class CostLines
{
    private static readonly decimal s_zeroWithAllDecimals = new(0, 0, 0, isNegative: false, 28);

    /// <summary>Adds the charges of a call.</summary>
    /// <param name="lines">The lines of the calculation; empty if no price is known.</param>
    /// <param name="listCost">The cost according to the price, or <see langword="null"/> if there is no list cost.</param>
    /// <param name="amounts">The final cost of the call, by class.</param>
    /// <param name="charges">Receives the charges.</param>
    public static void AddTo(
        ICollection<Charge> charges, IReadOnlyList<CostLine> lines, decimal? listCost, in TokenClassAmounts amounts)
    {
        var (total, unallocated) = (amounts.Total, amounts[(int)TokenClass.Unallocated]);
        var listCosts = lines.Select(line => line.Cost).ToArray();
        var computed = listCosts.Sum();
        Fit(listCosts, listCost ?? computed);
        computed = listCost ?? computed;

        // Only the explained part of the cost is spread over the lines, so that the unexplained part stays visible.
        var share = computed is 0 ? 0 : (total - unallocated) / computed;
        decimal[] costs = [.. Array.ConvertAll(listCosts, cost => cost * share), unallocated];
        Fit(costs, total);

        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            charges.Add(new Charge
            {
                Unit = line.Unit,
                Kind = line.Kind,
                Model = line.Model,
                Direction = line.Direction,
                Quantity = line.Count,
                UnitPrice = TokenClassAmounts.Round(line.Rate * line.Multiplier),
                Per = line.Per,
                Cost = costs[i],
                ListCost = listCost is null ? null : listCosts[i],
            });
        }

        // A provider can report a cost of zero for a call without a known price, which is also a charge.
        if (unallocated is not 0 || (lines.Count is 0 && listCost is null))
        {
            charges.Add(new Charge
            {
                Unit = Charge.UnallocatedUnit,
                Direction = CostDirection.Other,
                Quantity = 1,
                UnitPrice = costs[^1],
                Per = 1,
                Cost = costs[^1],
                ListCost = listCost is null ? null : 0,
            });
        }
    }

    /// <summary>
    /// Corrects the last digits that were lost in arithmetic, so that the parts add up to a total. No part becomes negative.
    /// </summary>
    /// <remarks>
    /// Each part is truncated to the number of decimal places that fit into the total, so that every sum of parts is exact. The
    /// truncated digits are added to the largest part.
    /// </remarks>
    private static void Fit(Span<decimal> parts, decimal total)
    {
        if (parts.IsEmpty)
        {
            return;
        }

        var decimals = Math.Min((int)((total * 10) + s_zeroWithAllDecimals).Scale, TokenClassAmounts.Decimals);
        var (rest, largest) = (total, 0);
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = decimal.Round(parts[i], decimals, MidpointRounding.ToZero);
            rest -= parts[i];
            largest = parts[i] > parts[largest] ? i : largest;
        }

        parts[largest] += rest;
    }
}
