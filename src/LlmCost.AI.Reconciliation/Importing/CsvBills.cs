namespace LlmCost.AI;

/// <summary>Maps the rows of a file according to a column map.</summary>
internal sealed class CsvBills : BillMapper
{
    private readonly BillColumnMap _map;
    private readonly Dictionary<BillColumn, int> _columns = new(ReferenceEqualityComparer.Instance);

    public CsvBills(BillFileReader file, BillColumnMap map)
        : base(file)
    {
        _map = map;
        BillColumn?[] columns =
        [
            map.Time, map.Amount, map.Currency, map.Model, map.Meter, map.Unit, map.Quantity, map.Requests, map.Account,
            map.ApiKeyId, map.ServiceTier, map.Region, map.Kind,
        ];
        foreach (var column in columns)
        {
            if (column?.Column is { Length: > 0 } name)
            {
                _columns[column] = file.Require(name);
            }
        }
    }

    public override string Source => _map.Source
        ?? $"csv-{string.Concat(_map.Provider.ToLowerInvariant().Select(one => char.IsAsciiLetterOrDigit(one) ? one : '-'))}";

    public override BillBasis Basis => _map.Basis ?? BillBasis.Cost;

    public override string Service => _map.Provider;

    public override string Provider => _map.Provider;

    public override DateOnly Day() => BillTime.Day(Value(_map.Time), Name(_map.Time), _map.Time.Format);

    public override IReadOnlyList<BillLine> Lines()
    {
        var unit = Value(_map.Unit);
        var amount = Number(_map.Amount);
        return
        [
            new BillLine
            {
                Kind = Kind(),
                Meter = Value(_map.Meter) ?? unit ?? Value(_map.Model) ?? "",
                Provider = _map.Provider,
                Account = Named(_map.Account),
                ApiKeyId = Named(_map.ApiKeyId),
                Model = Named(_map.Model),
                Unit = Unit(unit),
                Quantity = Number(_map.Quantity),
                QuantityUnit = unit,
                Requests = BillNumber.Count(Number(_map.Requests), _map.Requests is null ? "" : Name(_map.Requests)),
                Amount = amount,
                Currency = amount is null ? null : BillCurrency.Read(Value(_map.Currency), Name(_map.Currency!)),
                ServiceTier = Named(_map.ServiceTier),
                Region = Named(_map.Region),
            },
        ];
    }

    private static string Name(BillColumn column) => column.Column ?? column.Value ?? "";

    private string? Value(BillColumn? column)
    {
        if (column is null)
        {
            return null;
        }

        var text = _columns.TryGetValue(column, out var number) ? Text(number)?.Trim() : null;
        return string.IsNullOrEmpty(text) ? column.Value : text;
    }

    private string? Named(BillColumn? column) =>
        Value(column) is { } text ? column!.Names?.GetValueOrDefault(text, text) ?? text : null;

    /// <summary>
    /// Returns the unit if the map contains its name or it is a unit of the ledger. Unknown units are not guessed.
    /// </summary>
    private string? Unit(string? text) => text is null ? null
        : _map.Unit?.Names?.GetValueOrDefault(text) ?? (UsageUnits.IsTokens(text) ? text : null);

    private BillLineKind Kind() => _map.Kind is null
        ? BillLineKind.Usage
        : Enum.TryParse<BillLineKind>(Named(_map.Kind), ignoreCase: true, out var kind) ? kind : BillLineKind.Unknown;

    private decimal? Number(BillColumn? column)
    {
        try
        {
            return column is null ? null : BillNumber.Read(Value(column), Name(column)) * (column.Factor ?? 1);
        }
        catch (OverflowException)
        {
            throw new BillRowException($"'{BillNumber.Short(Value(column)!)}' in column '{Name(column!)}' is too large.");
        }
    }
}
