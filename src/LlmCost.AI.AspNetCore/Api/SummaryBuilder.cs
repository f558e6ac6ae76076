namespace LlmCost.AI;

/// <summary>Adds up a summary.</summary>
internal sealed class SummaryBuilder(SummaryQuery query)
{
    private const int MaxGroups = 8;
    private const int SparklinePoints = 24;

    private readonly CostSums _total = new();
    private readonly CostSums _before = new();
    private readonly CostSums[] _buckets = [.. query.Edges.Skip(1).Select(_ => new CostSums())];
    private readonly Dictionary<string, GroupSums> _groups = [];
    private GroupSums? _nameless;
    private bool _knowsSavings;
    private bool _lacksCalls;
    private bool _lacksCallsBefore;

    /// <summary>Adds the sums of a series.</summary>
    /// <param name="time">The start of the period of the sums, in seconds since 1970.</param>
    /// <param name="series">The series.</param>
    /// <param name="sums">The sums.</param>
    public void Add(long time, CallSeries series, CostSums sums)
    {
        var bucket = query.BucketOf(time);
        if (bucket >= _buckets.Length || !query.Filter.Matches(series))
        {
            return;
        }

        (bucket < 0 ? _before : _total).Add(sums);
        if (bucket >= 0)
        {
            _buckets[bucket].Add(sums);
        }

        if (query.By.IsClass)
        {
            AddClasses(bucket, series, sums);
        }
        else
        {
            Group(query.By.ValueOf(series)).Add(bucket, sums, series.Provider);
        }
    }

    /// <summary>Returns the summary.</summary>
    /// <param name="scope">The source of the sums.</param>
    /// <param name="costs">The costs of calls by group, for percentiles.</param>
    /// <param name="projection">The projected month.</param>
    public SummaryAnswer Build(SummaryScope scope, ILookup<string, decimal> costs, ProjectionAnswer? projection)
    {
        _knowsSavings = scope.Source is SummaryScope.Memory;
        var missing = scope.Missing?.Answer(query.Edges);
        _lacksCalls = missing is not null;
        _lacksCallsBefore = query.Before is { } before && scope.Missing?.IsIn(before, query.From) is true;
        var ordered = _groups.Select(group => (Name: (string?)group.Key, Sums: group.Value))
            .Concat(_nameless is { } nameless ? [(null, nameless)] : [])
            .OrderByDescending(group => group.Sums.Total.Total)
            .ThenByDescending(group => group.Sums.Total.Calls)
            .ThenBy(group => group.Name, StringComparer.Ordinal)
            .ToList();
        return new SummaryAnswer
        {
            Instance = scope.Instance,
            Revision = scope.Revision,
            Source = scope.Source,
            Since = scope.Since > query.From ? DateTimeOffset.FromUnixTimeSeconds(scope.Since) : null,
            Missing = missing,
            Edges = query.Edges,
            By = query.By.Name,
            Total = Sums(_total, _lacksCalls),
            Before = query.Before is null ? null : Sums(_before, _lacksCallsBefore),
            BeforeIsPartial = query.Before < scope.Since || _lacksCallsBefore,
            Buckets =
            [
                .. _buckets.Select(
                    (sums, i) => Sums(sums, _lacksCalls && scope.Missing!.IsIn(query.Edges[i], query.Edges[i + 1]))),
            ],
            Groups = Groups(ordered),
            Rows = [.. ordered.Take(query.MaxRows).Select(group => Row(group.Name, group.Sums, scope, costs))],
            Projection = projection,
        };
    }

    private static decimal? Percentile(decimal[] sorted, int percent) =>
        sorted.Length is 0 ? null : sorted[Math.Max(0, ((percent * sorted.Length) + 99) / 100 - 1)];

    private static decimal[] Shorten(decimal[] values)
    {
        var size = (values.Length + SparklinePoints - 1) / SparklinePoints;
        return [.. values.Chunk(Math.Max(size, 1)).Select(chunk => chunk.Sum())];
    }

    private SumsAnswer Sums(CostSums sums, bool lacksCalls) => SumsAnswer.Of(sums, _knowsSavings, lacksCalls);

    private GroupSums Group(string? name)
    {
        if (name is null)
        {
            return _nameless ??= new GroupSums(_buckets.Length);
        }

        if (!_groups.TryGetValue(name, out var group))
        {
            _groups.Add(name, group = new GroupSums(_buckets.Length));
        }

        return group;
    }

    private void AddClasses(int bucket, CallSeries series, CostSums sums)
    {
        for (var i = 0; i < CostSums.Classes; i++)
        {
            if (sums.Cost[i] is not 0 || sums.Tokens[i] is not 0)
            {
                var part = new CostSums();
                part.Cost[i] = sums.Cost[i];
                part.Tokens[i] = sums.Tokens[i];
                Group(CallDimension.NameOf((TokenClass)i)).Add(bucket, part, series.Provider);
            }
        }
    }

    private RowAnswer Row(string? name, GroupSums group, SummaryScope scope, ILookup<string, decimal> costs)
    {
        var minutes = (Math.Min(query.To, scope.Now) - Math.Max(query.From, scope.Since)) / 60m;
        var sorted = costs[name ?? ""].Order().ToArray();
        var total = group.Total.Total;
        return new RowAnswer
        {
            Name = name,
            Providers = group.Providers,
            Total = Sums(group.Total, _lacksCalls),
            Before = query.Before is null ? null : Sums(group.Before, _lacksCallsBefore),
            UsdPerMinute = minutes > 0 ? Amounts.Quotient(total, minutes) : null,
            Share = _total.Total is 0 ? 0 : (double)(total / _total.Total),
            P50 = Amounts.Text(Percentile(sorted, 50)),
            P95 = Amounts.Text(Percentile(sorted, 95)),
            Sparkline = Amounts.Text(Shorten(group.Usd)),
        };
    }

    private List<GroupAnswer> Groups(List<(string? Name, GroupSums Sums)> ordered)
    {
        var shown = ordered.Take(MaxGroups).Where(group => group.Sums.Total.Calls > 0 || query.By.IsClass)
            .Select(group => (group.Name, IsOther: false, group.Sums.Usd)).ToList();
        if (ordered.Count > MaxGroups)
        {
            var other = new decimal[_buckets.Length];
            foreach (var (_, sums) in ordered.Skip(MaxGroups))
            {
                for (var i = 0; i < other.Length; i++)
                {
                    other[i] += sums.Usd[i];
                }
            }

            shown.Add(("other", true, other));
        }

        var answers = new List<GroupAnswer>();
        var stacked = new decimal[_buckets.Length];
        foreach (var (name, isOther, usd) in Enumerable.Reverse(shown))
        {
            for (var i = 0; i < stacked.Length; i++)
            {
                stacked[i] += usd[i];
            }

            answers.Add(new GroupAnswer
            {
                Name = name,
                IsOther = isOther,
                Usd = Amounts.Text(usd),
                Stacked = Amounts.Text(stacked),
            });
        }

        answers.Reverse();
        return answers;
    }
}
