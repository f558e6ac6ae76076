namespace LlmCost.AI;

/// <summary>Adds up the calls in the ledger by the values of a field. Only providers with a bill are included.</summary>
internal sealed class AllocationSums(LedgerField field, IReadOnlySet<string> providers)
{
    private readonly Dictionary<(string? Value, (string Provider, string? Account) Account), AllocationRow> _rows = [];
    private readonly Dictionary<string, decimal> _withoutBill = new(StringComparer.Ordinal);

    /// <summary>Gets the metered cost of each account.</summary>
    public IReadOnlyDictionary<(string Provider, string? Account), decimal> MeteredByAccount => _rows
        .GroupBy(row => row.Key.Account)
        .ToDictionary(account => account.Key, account => account.Sum(row => row.Value.Metered));

    /// <summary>Gets notes on providers without a bill.</summary>
    public IEnumerable<string> Notes => _withoutBill.OrderBy(one => one.Key, StringComparer.Ordinal).Select(
        one => $"There is no bill from {one.Key}: {CauseScope.Usd(one.Value)} in the ledger is not part of the invoice.");

    public async Task ReadAsync(ILedgerReader ledger, LedgerPeriod period, CancellationToken cancellationToken)
    {
        var earlier = new LedgerPeriod { Start = Before(period), End = period.Start };
        var calls = new LedgerTotalsQuery { Period = period, ByTags = field.IsTag, ByHour = field.IsHour };
        await foreach (var total in ledger.ReadTotalsAsync(calls, cancellationToken).ConfigureAwait(false))
        {
            if (!providers.Contains(ProviderOf(total)))
            {
                _withoutBill[ProviderOf(total)] = _withoutBill.GetValueOrDefault(ProviderOf(total)) + total.Cost;
                continue;
            }

            Change(total, row => row with
            {
                Calls = row.Calls + total.Calls,
                Tokens = row.Tokens + total.InputTokens + total.OutputTokens,
                Metered = row.Metered + total.Cost,
                ListCost = row.ListCost + total.ListCost,
                UnpricedCalls = row.UnpricedCalls + (total.Result.IsUnpriced || total.Result.IsPartial ? total.Calls : 0),
            });
        }

        var callsBefore = calls with { Period = earlier };
        await foreach (var total in ledger.ReadTotalsAsync(callsBefore, cancellationToken).ConfigureAwait(false))
        {
            if (providers.Contains(ProviderOf(total)))
            {
                Change(total, row => row with { EarlierMetered = row.EarlierMetered + total.Cost });
            }
        }

        await ReadSavingsAsync(ledger, calls with { ByPrice = true }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns a row for each value of the field, starting with the largest amount.</summary>
    /// <param name="unallocated">
    /// The costs to spread over the values of each account, or <see langword="null"/> to spread none.
    /// </param>
    public List<AllocationRow> Rows(IReadOnlyDictionary<(string Provider, string? Account), decimal>? unallocated)
    {
        if (unallocated is not null)
        {
            Spread(unallocated);
        }

        return
        [
            .. _rows.GroupBy(row => row.Key.Value).Select(value => value.Aggregate(
                    new AllocationRow { Part = AllocationPart.Metered, Value = value.Key },
                    (sum, row) => Sum(sum, row.Value)))
                .OrderByDescending(row => row.Amount).ThenBy(row => row.Value, StringComparer.Ordinal),
        ];
    }

    /// <summary>
    /// Spreads costs over the values of each account, in proportion to their metered costs. The last value gets the remainder, so
    /// that the shares add up exactly.
    /// </summary>
    private void Spread(IReadOnlyDictionary<(string Provider, string? Account), decimal> unallocated)
    {
        foreach (var account in _rows.Keys.GroupBy(key => BilledAs(key.Account, unallocated)).ToList())
        {
            if (!unallocated.TryGetValue(account.Key, out var rest))
            {
                continue;
            }

            var keys = account.OrderBy(key => _rows[key].Metered).ThenBy(key => key.Value, StringComparer.Ordinal).ToList();
            var (metered, left) = (keys.Sum(key => _rows[key].Metered), rest);
            foreach (var key in keys)
            {
                var share = key == keys[^1] ? left : metered is 0 ? 0 : decimal.Round(rest * (_rows[key].Metered / metered), 6);
                left -= share;
                _rows[key] = _rows[key] with { Spread = share };
            }
        }
    }

    private static (string Provider, string? Account) BilledAs(
        (string Provider, string? Account) account,
        IReadOnlyDictionary<(string Provider, string? Account), decimal> unallocated) =>
        unallocated.ContainsKey(account) ? account : (account.Provider, null);

    private async Task ReadSavingsAsync(ILedgerReader ledger, LedgerTotalsQuery query, CancellationToken cancellationToken)
    {
        var reads = new List<LedgerTotal>();
        var inputPrices = new Dictionary<(string?, string?, string?), decimal>();
        await foreach (var total in ledger.ReadTotalsAsync(query, cancellationToken).ConfigureAwait(false))
        {
            if (total.Price is not { UnitPrice: { } price } charge || !providers.Contains(ProviderOf(total)))
            {
                continue;
            }

            if (charge.Unit is "input")
            {
                inputPrices[ModelOf(total)] = price / charge.Per;
            }
            else if (charge.Unit is "input_cache_read")
            {
                reads.Add(total);
            }
        }

        foreach (var read in reads)
        {
            if (inputPrices.TryGetValue(ModelOf(read), out var price))
            {
                Change(read, row => row with { SavedByCaching = row.SavedByCaching + (read.Quantity * price) - read.ListCost });
            }
        }
    }

    private void Change(LedgerTotal total, Func<AllocationRow, AllocationRow> change)
    {
        var key = (field.ValueOf(total), (ProviderOf(total), total.Key.Account));
        _rows[key] = change(_rows.GetValueOrDefault(key) ?? new AllocationRow { Part = AllocationPart.Metered });
    }

    private static AllocationRow Sum(AllocationRow sum, AllocationRow row) => sum with
    {
        Calls = sum.Calls + row.Calls,
        Tokens = sum.Tokens + row.Tokens,
        Metered = sum.Metered + row.Metered,
        ListCost = sum.ListCost + row.ListCost,
        UnpricedCalls = sum.UnpricedCalls + row.UnpricedCalls,
        SavedByCaching = sum.SavedByCaching + row.SavedByCaching,
        EarlierMetered = sum.EarlierMetered + row.EarlierMetered,
        Spread = sum.Spread + row.Spread,
        Amount = sum.Amount + row.Metered + row.Spread,
    };

    private static string ProviderOf(LedgerTotal total) => total.Key.ProviderName ?? "unknown";

    private static (string?, string?, string?) ModelOf(LedgerTotal total) =>
        (total.Key.ProviderName, total.Price!.Model ?? total.Key.Model, total.Key.ServiceTier);

    private static DateTimeOffset Before(LedgerPeriod period) =>
        period.Start.Day is 1 && period.Start.AddMonths(1) == period.End
            ? period.Start.AddMonths(-1)
            : period.Start - (period.End - period.Start);
}
