using System.Globalization;

namespace LlmCost.AI;

/// <summary>Adds up cells to form the rows of a reconciliation.</summary>
internal sealed class RowBuilder(ComparisonTable table, ReconciliationOptions options)
{
    private static readonly decimal s_equal = 0.000000001m;

    /// <summary>Returns the rows, grouped by the fields of the options and ordered by their values.</summary>
    public IReadOnlyList<ReconciliationRow> Rows()
    {
        var calls = CallsByRow();
        return
        [
            .. table.Cells.GroupBy(cell => (Values: new RowValues(ValuesOf(cell.Key)), State: StateOf(cell)))
                .Select(group => Row(
                    group.Key.Values.Values, [.. group],
                    calls.GetValueOrDefault((group.Key.Values, group.Key.State)), options.Tolerance, options.MinTolerance))
                .OrderBy(row => row.Values, RowOrder.Instance),
        ];
    }

    /// <summary>Returns the total of all days that are final.</summary>
    public ReconciliationRow Total()
    {
        var calls = new CallCounts();
        foreach (var (key, call) in table.Calls)
        {
            if (StateOfCalls(key) is CellState.Final)
            {
                calls.Add(call);
            }
        }

        return Row([], [.. table.Cells.Where(cell => cell.IsFinal)], calls, options.TotalTolerance, options.MinTolerance);
    }

    private Dictionary<(RowValues, CellState), CallCounts> CallsByRow()
    {
        var sums = new Dictionary<(RowValues, CellState), CallCounts>();
        if (options.By.Contains(ReconciliationField.Unit))
        {
            return sums; // A call has several units, so calls can't be counted by unit.
        }

        foreach (var (key, call) in table.Calls)
        {
            var row = (
                new RowValues(ValuesOf(new CellKey(key.Day, key.Provider, key.Account, key.Model, null))), StateOfCalls(key));
            if (!sums.TryGetValue(row, out var sum))
            {
                sums.Add(row, sum = new CallCounts());
            }

            sum.Add(call);
        }

        return sums;
    }

    private static ReconciliationRow Row(
        IReadOnlyList<string?> values, IReadOnlyList<Cell> cells, CallCounts? calls, decimal tolerance, decimal minTolerance)
    {
        var (quantity, price, billOnly, ledgerOnly, withoutQuantity) = (0m, 0m, 0m, 0m, 0m);
        foreach (var cell in cells)
        {
            var effects = cell.Effects();
            quantity += effects.Quantity;
            price += effects.Price;
            billOnly += effects.BillOnly;
            ledgerOnly += effects.LedgerOnly;
            withoutQuantity += effects.WithoutQuantity;
        }

        var tokens = cells.Where(cell => cell.Key.Unit is { } unit && UsageUnits.IsTokens(unit)).ToList();
        var row = new ReconciliationRow
        {
            Values = values,
            Status = ReconciliationStatus.Matched,
            MeteredCalls = calls?.Metered ?? 0,
            BilledRequests = calls?.Billed,
            MeteredTokens = tokens.Sum(cell => cell.MeteredQuantity),
            BilledTokens = tokens.Any(cell => cell.BilledQuantity is not null)
                ? tokens.Sum(cell => cell.BilledQuantity ?? 0)
                : null,
            Metered = cells.Sum(cell => cell.Metered),
            Billed = cells.Any(cell => cell.Billed is not null) ? cells.Sum(cell => cell.Billed ?? 0) : null,
            QuantityEffect = quantity,
            PriceEffect = price,
            BillOnly = billOnly,
            LedgerOnly = ledgerOnly,
            WithoutQuantity = withoutQuantity,
            UnpricedCalls = calls?.Unpriced ?? 0,
            IsGuess = cells.Any(cell => cell.IsGuess),
        };
        return row with { Status = StatusOf(row, cells, tolerance, minTolerance) };
    }

    private static ReconciliationStatus StatusOf(
        ReconciliationRow row, IReadOnlyList<Cell> cells, decimal tolerance, decimal minTolerance)
    {
        if (cells.Count > 0 && !cells.Any(cell => cell.IsFinal))
        {
            return cells.All(cell => cell.HasNoBill) ? ReconciliationStatus.NoBill : ReconciliationStatus.Pending;
        }

        if (row.Billed is not { } billed)
        {
            return cells.All(cell => cell.BilledQuantity is null || cell.BilledQuantity == cell.MeteredQuantity)
                ? ReconciliationStatus.Matched
                : ReconciliationStatus.Quantity;
        }

        var difference = Math.Abs(row.Difference);
        if (difference <= s_equal && row.QuantityEffect == -row.PriceEffect)
        {
            return ReconciliationStatus.Matched;
        }

        if (difference <= Math.Max(tolerance * Math.Abs(billed), minTolerance))
        {
            return ReconciliationStatus.WithinTolerance;
        }

        if (cells.Where(cell => cell.Difference is not 0)
            .All(cell => cell.MeteredQuantity > 0 && cell.UnpricedQuantity == cell.MeteredQuantity))
        {
            return ReconciliationStatus.Unpriced;
        }

        return Largest(
            (Math.Abs(row.QuantityEffect), ReconciliationStatus.Quantity),
            (Math.Abs(row.PriceEffect + row.WithoutQuantity), ReconciliationStatus.Price),
            (Math.Abs(row.BillOnly), ReconciliationStatus.BillOnly),
            (Math.Abs(row.LedgerOnly), ReconciliationStatus.LedgerOnly));
    }

    private static ReconciliationStatus Largest(params ReadOnlySpan<(decimal Size, ReconciliationStatus Status)> effects)
    {
        var largest = effects[0];
        foreach (var effect in effects)
        {
            largest = effect.Size > largest.Size ? effect : largest;
        }

        return largest.Status;
    }

    private List<string?> ValuesOf(CellKey key) =>
    [
        .. options.By.Select(field => field switch
        {
            ReconciliationField.Day => key.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ReconciliationField.Provider => key.Provider,
            ReconciliationField.Account => key.Account,
            ReconciliationField.Model => key.Model ?? (key.Meter is null ? null : $"[{key.Meter}]"),
            _ => key.Unit,
        }),
    ];

    private static CellState StateOf(Cell cell) =>
        cell.HasNoBill ? CellState.NoBill : cell.IsPending ? CellState.Pending : CellState.Final;

    /// <summary>Returns the state of calls, which is the state of their provider's cells on the same day.</summary>
    private CellState StateOfCalls(CallKey key) => DayStates.GetValueOrDefault((key.Provider, key.Day), CellState.NoBill);

    private Dictionary<(string, DateOnly), CellState> DayStates => field ??= table.Cells
        .GroupBy(cell => (cell.Key.Provider, cell.Key.Day))
        .ToDictionary(day => day.Key, day => StateOf(day.First()));
}
