namespace LlmCost.AI;

/// <summary>Adds the sums of the ledger to the cells of the comparison.</summary>
internal static class LedgerSide
{
    private const string NoProvider = "unknown";

    public static async Task AddAsync(
        ComparisonTable table, ILedgerReader ledger, LedgerPeriod period, ModelNames names,
        CancellationToken cancellationToken)
    {
        var charges = new LedgerTotalsQuery { Period = period, ByPrice = true };
        await foreach (var total in ledger.ReadTotalsAsync(charges, cancellationToken).ConfigureAwait(false))
        {
            AddCharges(table, total, names);
        }

        var calls = new LedgerTotalsQuery { Period = period };
        await foreach (var total in ledger.ReadTotalsAsync(calls, cancellationToken).ConfigureAwait(false))
        {
            AddCalls(table, total, names);
        }
    }

    private static void AddCharges(ComparisonTable table, LedgerTotal total, ModelNames names)
    {
        if (total.Price is not { } price)
        {
            return;
        }

        var provider = total.Key.ProviderName ?? NoProvider;
        var model = (price.Model ?? total.Key.Model) is { } name ? names.Of(provider, name) : null;
        var cell = table.Cell(new CellKey(
            DateOnly.FromDateTime(total.Start.UtcDateTime), provider, total.Key.Account, model, Units.OfLedger(price.Unit)));
        cell.IsMetered = true;
        cell.MeteredQuantity += total.Quantity;
        cell.Metered += total.Cost;
        if (total.Result.IsUnpriced || price.UnitPrice is null)
        {
            cell.UnpricedQuantity += total.Quantity;
        }

        if (total.Result.UsageSource is UsageSource.Estimated)
        {
            cell.EstimatedQuantity += total.Quantity;
        }

        var tier = Units.Tier(total.Key.ServiceTier);
        cell.MeteredTiers[tier] = cell.MeteredTiers.GetValueOrDefault(tier).Plus(total.Quantity, total.Cost);
    }

    private static void AddCalls(ComparisonTable table, LedgerTotal total, ModelNames names)
    {
        var provider = total.Key.ProviderName ?? NoProvider;
        var model = total.Key.Model is { } name ? names.Of(provider, name) : null;
        var calls = table.Call(new CallKey(
            DateOnly.FromDateTime(total.Start.UtcDateTime), provider, total.Key.Account, model));
        calls.Metered += total.Calls;
        calls.Unpriced += total.Result.IsUnpriced || total.Result.IsPartial ? total.Calls : 0;
        calls.Estimated += total.Result.UsageSource is UsageSource.Estimated ? total.Calls : 0;
        calls.Incomplete += total.Result.Outcome is CallOutcome.Completed ? 0 : total.Calls;
        calls.CrossingCost += total.CrossingCost;
    }
}
