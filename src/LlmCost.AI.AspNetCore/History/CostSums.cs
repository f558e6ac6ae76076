namespace LlmCost.AI;

/// <summary>The sums of calls. Not thread-safe.</summary>
internal sealed class CostSums
{
    /// <summary>The number of token classes.</summary>
    public static readonly int Classes = Enum.GetValues<TokenClass>().Length;

    public long Calls { get; set; }

    public long Failed { get; set; }

    /// <summary>Gets or sets the number of calls with a known cost.</summary>
    public long Priced { get; set; }

    /// <summary>Gets or sets the number of calls whose cost is unknown.</summary>
    public long Unpriced { get; set; }

    /// <summary>Gets or sets the number of calls whose cost is incomplete.</summary>
    public long Partial { get; set; }

    /// <summary>Gets or sets the number of calls whose tokens are estimated.</summary>
    public long Estimated { get; set; }

    /// <summary>Gets or sets the number of calls without usage.</summary>
    public long Missing { get; set; }

    /// <summary>Gets or sets the number of calls whose cost the provider reported.</summary>
    public long Reported { get; set; }

    /// <summary>Gets or sets the tokens of the calls with a known cost.</summary>
    public long PricedTokens { get; set; }

    /// <summary>Gets or sets the savings from the provider's prompt cache, in USD. A ledger does not contain them.</summary>
    public decimal Saved { get; set; }

    /// <summary>Gets the tokens by class.</summary>
    public long[] Tokens { get; } = new long[Classes];

    /// <summary>Gets the cost by class, in USD.</summary>
    public decimal[] Cost { get; } = new decimal[Classes];

    /// <summary>Gets the cost, in USD.</summary>
    public decimal Total
    {
        get
        {
            var total = 0m;
            foreach (var cost in Cost)
            {
                total += cost;
            }

            return total;
        }
    }

    /// <summary>Returns the tokens of the classes.</summary>
    public long Sum(TokenClass first, TokenClass last)
    {
        var sum = 0L;
        for (var i = first; i <= last; i++)
        {
            sum += Tokens[(int)i];
        }

        return sum;
    }

    /// <summary>Adds a call.</summary>
    /// <param name="record">The record of the call.</param>
    /// <param name="saved">The savings from the provider's prompt cache, in USD.</param>
    public void Add(CostRecord record, decimal saved)
    {
        Calls++;
        Failed += record.Outcome is CallOutcome.Failed ? 1 : 0;
        Estimated += record.UsageSource is UsageSource.Estimated ? 1 : 0;
        Missing += record.UsageSource is UsageSource.Missing && record.Outcome is not CallOutcome.Failed ? 1 : 0;
        Saved += saved;
        for (var i = 0; i < Classes; i++)
        {
            Tokens[i] += record.Usage[(TokenClass)i];
        }

        if (record.Cost is not { } cost)
        {
            Unpriced += record.UnpricedReason is UnpricedReason.None ? 0 : 1;
            return;
        }

        Priced++;
        Partial += record.UnpricedParts.Count > 0 ? 1 : 0;
        Reported += record.PriceSource is PriceSource.Provider ? 1 : 0;
        PricedTokens += record.Usage.Total;
        for (var i = 0; i < Classes; i++)
        {
            Cost[i] += cost[(TokenClass)i];
        }
    }

    /// <summary>Adds a sum of a ledger.</summary>
    public void Add(CostHistorySum sum)
    {
        if (sum.Unit is { } unit)
        {
            var tokenClass = (int)UsageUnits.ClassOf(unit);
            Cost[tokenClass] += sum.Cost;
            if (UsageUnits.IsTokens(unit))
            {
                Tokens[tokenClass] += (long)sum.Quantity;
                PricedTokens += sum.IsPriced ? (long)sum.Quantity : 0;
            }

            return;
        }

        Calls += sum.Calls;
        Failed += sum.Outcome is CallOutcome.Failed ? sum.Calls : 0;
        Priced += sum.IsPriced ? sum.Calls : 0;
        Unpriced += sum.IsUnpriced ? sum.Calls : 0;
        Partial += sum.IsPartial ? sum.Calls : 0;
        Estimated += sum.UsageSource is UsageSource.Estimated ? sum.Calls : 0;
        Missing += sum.UsageSource is UsageSource.Missing && sum.Outcome is not CallOutcome.Failed ? sum.Calls : 0;
        Reported += sum.PriceSource is PriceSource.Provider ? sum.Calls : 0;
    }

    /// <summary>Adds other sums.</summary>
    public void Add(CostSums other)
    {
        Calls += other.Calls;
        Failed += other.Failed;
        Priced += other.Priced;
        Unpriced += other.Unpriced;
        Partial += other.Partial;
        Estimated += other.Estimated;
        Missing += other.Missing;
        Reported += other.Reported;
        PricedTokens += other.PricedTokens;
        Saved += other.Saved;
        for (var i = 0; i < Classes; i++)
        {
            Tokens[i] += other.Tokens[i];
            Cost[i] += other.Cost[i];
        }
    }
}
