namespace LlmCost.AI;

/// <summary>Adds up repriced calls.</summary>
internal sealed class WhatIfSums(IReadOnlyList<LedgerField> fields)
{
    private readonly Dictionary<string, WhatIfRow> _rows = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WhatIfExclusion> _exclusions = new(StringComparer.Ordinal);

    public WhatIfRow Total { get; private set; } = new() { Values = [] };

    public void Add(LedgerCall call, LedgerTotal total, WhatIfPrice price)
    {
        Total = Add(Total, call, price);
        if (price.Reason is { } reason)
        {
            var exclusion = _exclusions.GetValueOrDefault(
                reason, new WhatIfExclusion { Reason = reason, Calls = 0, ActualCost = 0 });
            _exclusions[reason] = exclusion with
            {
                Calls = exclusion.Calls + 1,
                ActualCost = exclusion.ActualCost + (call.Cost ?? 0),
            };
        }

        if (fields.Count > 0)
        {
            string?[] values = [.. fields.Select(field => field.ValueOf(total))];

            // The key distinguishes a missing value from an empty one.
            var key = string.Join('\u001f', values.Select(value => value is null ? "" : "=" + value));
            _rows[key] = Add(_rows.GetValueOrDefault(key) ?? new WhatIfRow { Values = values }, call, price);
        }
    }

    public IReadOnlyList<WhatIfRow> Rows() =>
    [
        .. _rows.Values.OrderByDescending(row => row.ActualCost).ThenByDescending(row => row.Calls)
            .ThenBy(row => string.Join(',', row.Values), StringComparer.Ordinal),
    ];

    public IReadOnlyList<WhatIfExclusion> Exclusions() =>
        [.. _exclusions.Values.OrderByDescending(one => one.Calls).ThenBy(one => one.Reason, StringComparer.Ordinal)];

    private static WhatIfRow Add(WhatIfRow row, LedgerCall call, in WhatIfPrice price)
    {
        row = row with { Calls = row.Calls + 1 };
        if (call.Cost is not { } actual)
        {
            // Calls of a provisioned deployment without a cost are counted as excluded, not as unpriced.
            return price.Reason is not null ? row with { ExcludedCalls = row.ExcludedCalls + 1 }
                : call.Result.UnpricedReason is UnpricedReason.None ? row with { UnbilledCalls = row.UnbilledCalls + 1 }
                : row with { UnpricedCalls = row.UnpricedCalls + 1 };
        }

        if (price.Reason is not null)
        {
            return row with { ExcludedCalls = row.ExcludedCalls + 1, ExcludedCost = row.ExcludedCost + actual };
        }

        return row with
        {
            ComparedCalls = row.ComparedCalls + 1,
            ActualCost = row.ActualCost + actual,
            ActualListCost = row.ActualListCost + (call.ListCost ?? 0),
            Cost = row.Cost + price.Cost,
            ListCost = row.ListCost + (price.ListCost ?? 0),
            LowCost = row.LowCost + price.LowCost,
            HighCost = row.HighCost + price.HighCost,
            PartialCalls = row.PartialCalls + (call.Result.IsPartial ? 1 : 0),
            EstimatedCalls = row.EstimatedCalls + (call.Result.UsageSource is UsageSource.Estimated ? 1 : 0),
        };
    }
}
