namespace LlmCost.AI;

/// <summary>All cells of a reconciliation.</summary>
internal sealed class ComparisonTable
{
    private readonly List<Func<CellKey, CellKey>> _folds = [];
    private Dictionary<CellKey, Cell> _cells = [];
    private Dictionary<CallKey, CallCounts> _calls = [];

    /// <summary>Gets the cells.</summary>
    public IReadOnlyCollection<Cell> Cells => _cells.Values;

    /// <summary>Gets the calls by model and day.</summary>
    public IReadOnlyDictionary<CallKey, CallCounts> Calls => _calls;

    /// <summary>Gets the sums of the bill lines that are not compared.</summary>
    public List<BillAmount> OtherLines { get; } = [];

    /// <summary>Gets notes on how the bill and the ledger were made comparable.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Returns the cell with a key, and adds the cell if it does not exist.</summary>
    public Cell Cell(CellKey key)
    {
        if (!_cells.TryGetValue(key, out var cell))
        {
            _cells.Add(key, cell = new Cell(key));
        }

        return cell;
    }

    /// <summary>Returns the call counts of a model on a day, and adds them if they do not exist.</summary>
    public CallCounts Call(CallKey key)
    {
        if (!_calls.TryGetValue(key, out var calls))
        {
            _calls.Add(key, calls = new CallCounts());
        }

        return calls;
    }

    /// <summary>Adds up the cells and calls whose keys differ only in a property that the comparison ignores.</summary>
    public void Fold(Func<CellKey, CellKey> cellKey, Func<CallKey, CallKey> callKey)
    {
        _folds.Add(cellKey);
        var (cells, calls) = (_cells, _calls);
        (_cells, _calls) = ([], []);
        foreach (var (key, cell) in cells)
        {
            Cell(cellKey(key)).Add(cell);
        }

        foreach (var (key, call) in calls)
        {
            Call(callKey(key)).Add(call);
        }
    }

    /// <summary>Returns the key of a cell without the properties that the comparison ignores.</summary>
    public CellKey Folded(CellKey key) => _folds.Aggregate(key, (folded, fold) => fold(folded));

    /// <summary>Returns the cells and calls of a period.</summary>
    public ComparisonTable In(LedgerPeriod period)
    {
        var part = new ComparisonTable
        {
            _cells = _cells.Where(cell => Contains(cell.Key.Day)).ToDictionary(),
            _calls = _calls.Where(call => Contains(call.Key.Day)).ToDictionary(),
        };
        part._folds.AddRange(_folds);
        part.OtherLines.AddRange(OtherLines);
        part.Notes.AddRange(Notes);
        return part;

        bool Contains(DateOnly day) =>
            new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero) is var time && time >= period.Start && time < period.End;
    }
}
