using System.Globalization;

namespace LlmCost.AI;

/// <summary>Adds the lines of the bills to the cells of the comparison.</summary>
internal sealed class BillSide
{
    private const string Usd = "USD";

    /// <summary>
    /// The provider of each source, by the source's name. Without it, an empty bill would look like a missing bill, because only
    /// lines name their provider.
    /// </summary>
    private static readonly Dictionary<string, string> s_providers = new(StringComparer.Ordinal)
    {
        ["openai"] = "openai",
        ["anthropic"] = "anthropic",
        ["openrouter"] = "openrouter",
    };

    private readonly ComparisonTable _table;
    private readonly ReconciliationOptions _options;
    private readonly ModelNames _names;
    private readonly DateTimeOffset _now;
    private readonly Dictionary<string, string> _moneySources = new(StringComparer.Ordinal);
    private readonly HashSet<string> _withUsage = new(StringComparer.Ordinal);
    private readonly HashSet<string> _withRequests = new(StringComparer.Ordinal);
    private readonly HashSet<string> _countingProviders = new(StringComparer.Ordinal);
    private readonly HashSet<(string Provider, DateOnly Day)> _finalDays = [];
    private readonly HashSet<(string Provider, DateOnly Day)> _pendingDays = [];
    private readonly Dictionary<(string, string?, BillLineKind, string), BillAmount> _others = [];

    private BillSide(ComparisonTable table, ReconciliationOptions options, ModelNames names, DateTimeOffset now) =>
        (_table, _options, _names, _now) = (table, options, names, now);

    public static void Add(
        ComparisonTable table, IReadOnlyList<BillBucket> buckets, ReconciliationOptions options, ModelNames names,
        DateTimeOffset now)
    {
        var side = new BillSide(table, options, names, now);
        side.ChooseSources(buckets);
        foreach (var bucket in buckets)
        {
            side.Add(bucket);
        }

        side.Complete();
    }

    /// <summary>
    /// Chooses one source of amounts for each provider, so that nothing is counted twice. Invoices take precedence over cost
    /// reports.
    /// </summary>
    private void ChooseSources(IReadOnlyList<BillBucket> buckets)
    {
        var sources = buckets
            .Where(bucket => bucket.Basis is BillBasis.Cost or BillBasis.Invoice)
            .SelectMany(bucket => ProvidersOf(bucket).Select(provider => (provider, bucket.Basis, bucket.Source)))
            .Distinct()
            .GroupBy(source => source.provider, StringComparer.Ordinal);
        foreach (var provider in sources)
        {
            var ordered = provider.OrderByDescending(source => source.Basis)
                .ThenBy(source => source.Source, StringComparer.Ordinal)
                .ToList();
            _moneySources[provider.Key] = SourceKey(ordered[0].Source, ordered[0].Basis);
            foreach (var (name, basis, source) in ordered.Skip(1))
            {
                _table.Notes.Add(
                    $"The amounts of {name} come from {ordered[0].Source} ({Text(ordered[0].Basis)}). Those of {source} "
                        + $"({Text(basis)}) are not added, because they are the same charges.");
            }
        }

        foreach (var bucket in buckets.Where(bucket => bucket.Basis is BillBasis.Usage))
        {
            foreach (var line in bucket.Lines.Where(line => line.Kind is BillLineKind.Usage))
            {
                _withUsage.Add(line.Provider);
                if (line.Requests is not null)
                {
                    _withRequests.Add(line.Provider);
                }
            }
        }
    }

    private void Add(BillBucket bucket)
    {
        var day = DateOnly.FromDateTime(bucket.Start.UtcDateTime);
        var isUsage = bucket.Basis is BillBasis.Usage;
        var isFinal = !bucket.IsPending
            && bucket.ObservedAt >= bucket.End.AddDays(_options.DaysUntilFinalOf(bucket.Source));
        foreach (var provider in ProvidersOf(bucket))
        {
            if (Counts(bucket, provider) || (isUsage && !_moneySources.ContainsKey(provider)))
            {
                (isFinal ? _finalDays : _pendingDays).Add((provider, day));
            }
        }

        foreach (var line in bucket.Lines)
        {
            if (isUsage)
            {
                AddUsage(day, line, isMoney: false);
            }
            else if (Counts(bucket, line.Provider))
            {
                AddMoney(day, line);
            }
        }
    }

    private void AddUsage(DateOnly day, BillLine line, bool isMoney)
    {
        if (line.Kind is not BillLineKind.Usage)
        {
            return;
        }

        var key = KeyOf(day, line);
        if (line.Quantity is { } quantity && (!isMoney || !_withUsage.Contains(line.Provider)))
        {
            var cell = _table.Cell(key);
            cell.BilledQuantity = (cell.BilledQuantity ?? 0) + quantity;
            cell.IsGuess |= line.IsGuess;
            var tier = Units.Tier(line.ServiceTier);
            cell.BilledTiers[tier] = cell.BilledTiers.GetValueOrDefault(tier).Plus(quantity, 0);
        }

        if (line.Requests is { } requests && (!isMoney || !_withRequests.Contains(line.Provider)))
        {
            var call = _table.Call(new CallKey(day, line.Provider, key.Account, key.Model));
            call.Billed = (call.Billed ?? 0) + requests;
            _countingProviders.Add(line.Provider);
        }
    }

    private void AddMoney(DateOnly day, BillLine line)
    {
        AddUsage(day, line, isMoney: true);
        if (line.Amount is not { } amount)
        {
            return;
        }

        var currency = line.Currency ?? Usd;
        decimal? usd = currency is Usd ? amount
            : _options.ExchangeRates.TryGetValue(currency, out var rate) ? amount * rate
            : null;
        if (line.Kind is not BillLineKind.Usage || usd is null)
        {
            if (new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero) >= _options.Period.Start)
            {
                AddOther(line, currency, amount, usd);
            }

            return;
        }

        var cell = _table.Cell(KeyOf(day, line));
        cell.Billed = (cell.Billed ?? 0) + usd.Value;
        cell.Lines++;
        cell.IsGuess |= line.IsGuess;
        var tier = Units.Tier(line.ServiceTier);
        cell.BilledTiers[tier] = cell.BilledTiers.GetValueOrDefault(tier).Plus(0, usd.Value);
    }

    private void AddOther(BillLine line, string currency, decimal amount, decimal? usd)
    {
        var account = AccountOf(line);
        var key = (line.Provider, account, line.Kind, currency);
        var earlier = _others.GetValueOrDefault(key);
        _others[key] = new BillAmount
        {
            Provider = line.Provider,
            Account = account,
            Kind = line.Kind,
            Currency = currency,
            Amount = amount + (earlier?.Amount ?? 0),
            AmountUsd = usd is null ? null : usd + (earlier?.AmountUsd ?? 0),
            Lines = 1 + (earlier?.Lines ?? 0),
        };
    }

    /// <summary>
    /// Marks cells that can't be compared, and treats a missing amount as 0 if the provider has billed the day.
    /// </summary>
    private void Complete()
    {
        _table.OtherLines.AddRange(_others.Values.OrderBy(other => other.Provider, StringComparer.Ordinal)
            .ThenBy(other => other.Account, StringComparer.Ordinal).ThenBy(other => other.Kind));
        var providers = _finalDays.Concat(_pendingDays).Select(day => day.Provider).ToHashSet(StringComparer.Ordinal);
        foreach (var cell in _table.Cells)
        {
            var day = (cell.Key.Provider, cell.Key.Day);
            cell.HasNoBill = !providers.Contains(cell.Key.Provider);
            var ends = new DateTimeOffset(cell.Key.Day.AddDays(1), new TimeOnly(1, 0), TimeSpan.Zero);
            cell.IsPending = !cell.HasNoBill && (_pendingDays.Contains(day) || !_finalDays.Contains(day) || ends > _now);
            if (_moneySources.ContainsKey(cell.Key.Provider))
            {
                cell.Billed ??= 0;
            }
        }

        foreach (var (_, calls) in _table.Calls.Where(calls => _countingProviders.Contains(calls.Key.Provider)))
        {
            calls.Billed ??= 0;
        }

        foreach (var provider in _withUsage.Where(provider => !_moneySources.ContainsKey(provider)))
        {
            _table.Notes.Add($"The bills of {provider} contain only usage: quantities are compared, amounts are not.");
        }
    }

    private CellKey KeyOf(DateOnly day, BillLine line)
    {
        var model = line.Model is { Length: > 0 } name ? _names.OfBill(line.Provider, name) : null;
        return new CellKey(
            day, line.Provider, AccountOf(line), model,
            model is not null && line.Unit is { } unit ? Units.OfLedger(unit) : null,
            model is null ? line.Meter : null);
    }

    private string? AccountOf(BillLine line) =>
        line.Account is { } account && _options.Accounts.TryGetValue(account, out var ours) ? ours : line.Account;

    private bool Counts(BillBucket bucket, string provider) =>
        _moneySources.TryGetValue(provider, out var source) && source == SourceKey(bucket.Source, bucket.Basis);

    private static string SourceKey(string source, BillBasis basis) => $"{basis}/{source}";

    private static string Text(BillBasis basis) => basis.ToString().ToLower(CultureInfo.InvariantCulture);

    private static IEnumerable<string> ProvidersOf(BillBucket bucket)
    {
        var providers = bucket.Lines.Select(line => line.Provider);
        return (s_providers.TryGetValue(bucket.Source, out var own) ? providers.Append(own) : providers).Distinct();
    }
}
