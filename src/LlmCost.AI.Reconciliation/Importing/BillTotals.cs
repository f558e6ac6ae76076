namespace LlmCost.AI;

/// <summary>
/// Adds up the rows of a delivery by day and by all properties of a line. Memory use depends on the number of distinct lines, not
/// on the number of rows.
/// </summary>
internal sealed class BillTotals
{
    private readonly Dictionary<BillScope, Days> _scopes = [];

    /// <summary>Records that the delivery has a row for a day, even if the row produces no line.</summary>
    public void Cover(BillScope scope, DateOnly day)
    {
        if (!_scopes.TryGetValue(scope, out var days))
        {
            _scopes.Add(scope, new Days { First = day, Last = day });
            return;
        }

        days.First = day < days.First ? day : days.First;
        days.Last = day > days.Last ? day : days.Last;
    }

    /// <summary>Adds a line to a day for which <see cref="Cover"/> was called.</summary>
    public void Add(BillScope scope, DateOnly day, BillLine line)
    {
        var sum = SumOf(scope, day, line with { Quantity = null, Requests = null, Amount = null });
        sum.Quantity.Add(line.Quantity);
        sum.Amount.Add(line.Amount);
        sum.Add(line.Requests);
    }

    /// <summary>Adds the totals of a file.</summary>
    public void Add(ReadScope scope)
    {
        Cover(scope.Scope, scope.First);
        Cover(scope.Scope, scope.Last);
        foreach (var line in scope.Lines)
        {
            var sum = SumOf(scope.Scope, line.Day, line.Line);
            sum.Quantity.Add(line.Quantity);
            sum.Amount.Add(line.Amount);
            sum.Add(line.Requests);
        }
    }

    /// <summary>Returns the totals in a form that can be stored until the whole delivery is read.</summary>
    public IReadOnlyList<ReadScope> Scopes() =>
    [
        .. _scopes.Select(scope => new ReadScope
        {
            Scope = scope.Key,
            First = scope.Value.First,
            Last = scope.Value.Last,
            Lines =
            [
                .. scope.Value.Sums.Select(sum => new ReadLine
                {
                    Day = sum.Key.Day,
                    Line = sum.Key.Line,
                    Quantity = sum.Value.Quantity.Text,
                    Amount = sum.Value.Amount.Text,
                    Requests = sum.Value.Requests,
                }),
            ],
        }),
    ];

    /// <summary>Returns the buckets of each scope: one for each day from its first to its last day.</summary>
    public IEnumerable<BillBucket> Buckets(DateTimeOffset observedAt)
    {
        foreach (var (scope, days) in _scopes)
        {
            var lines = days.Sums.ToLookup(
                sum => sum.Key.Day,
                sum => sum.Key.Line with
                {
                    Quantity = sum.Value.Quantity.Value,
                    Requests = sum.Value.Requests,
                    Amount = sum.Value.Amount.Value,
                });
            for (var day = days.First; day <= days.Last; day = day.AddDays(1))
            {
                var start = new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero);
                yield return new BillBucket
                {
                    Source = scope.Source,
                    Scope = scope.Scope,
                    Basis = scope.Basis,
                    Start = start,
                    End = start.AddDays(1),
                    ObservedAt = observedAt,
                    Lines = [.. lines[day]],
                };
            }
        }
    }

    private Sum SumOf(BillScope scope, DateOnly day, BillLine line)
    {
        var sums = _scopes[scope].Sums;
        if (!sums.TryGetValue((day, line), out var sum))
        {
            sums.Add((day, line), sum = new Sum());
        }

        return sum;
    }

    private sealed class Days
    {
        public DateOnly First { get; set; }

        public DateOnly Last { get; set; }

        public Dictionary<(DateOnly Day, BillLine Line), Sum> Sums { get; } = [];
    }

    /// <summary>Quantity and Amount are fields, because the sums are mutable structs.</summary>
    private sealed class Sum
    {
        public BillSum Quantity;
        public BillSum Amount;

        public long? Requests { get; private set; }

        public void Add(long? requests) => Requests = requests is null ? Requests : (Requests ?? 0) + requests;
    }
}
