using System.Globalization;
using System.Text.Json;

namespace LlmCost.AI;

/// <summary>The positions of the columns in a response, which can differ between queries.</summary>
internal sealed class AzureColumns
{
    private static readonly string[] s_costs = ["Cost", "PreTaxCost", "totalCost"];
    private static readonly string[] s_quantities = ["UsageQuantity", "totalQuantity"];

    private readonly int _cost;
    private readonly int _quantity;
    private readonly int _date;
    private readonly int _resource;
    private readonly int _meter;
    private readonly int _currency;

    /// <exception cref="FormatException">A column is missing.</exception>
    public AzureColumns(IEnumerable<JsonElement> columns)
    {
        var names = columns.Select(column => column.ValueKind is JsonValueKind.Object ? column.Text("name") : null).ToList();
        _cost = Find(s_costs);
        _quantity = Find(s_quantities);
        _date = Find("UsageDate");
        _resource = Find("ResourceId");
        _meter = Find("Meter");
        _currency = Find("Currency");

        int Find(params string[] candidates) =>
            names.FindIndex(name => candidates.Contains(name, StringComparer.OrdinalIgnoreCase)) is >= 0 and var index
                ? index
                : throw new FormatException($"there is no column '{candidates[0]}'");
    }

    /// <summary>Reads the day of a row, which is a number such as 20261101, or returns <see langword="null"/>.</summary>
    public DateTimeOffset? Day(JsonElement row) =>
        row.ValueKind is JsonValueKind.Array && _date < row.GetArrayLength()
            && row[_date] is { ValueKind: JsonValueKind.Number or JsonValueKind.String } date
            && DateTimeOffset.TryParseExact(
                date.ToString(), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var day)
            ? day
            : null;

    /// <summary>Reads a row.</summary>
    /// <exception cref="FormatException">It is not valid.</exception>
    public IReadOnlyList<BillLine> Read(JsonElement row)
    {
        var amount = BillJson.Number("Cost", At(row, _cost, "Cost"));
        var name = Text(row, _meter, "Meter").Required("Meter");
        var meter = AzureMeter.Guess(name, Day(row) ?? throw new FormatException("UsageDate is not a day"));
        return
        [
            new BillLine
            {
                Kind = amount < 0 ? BillLineKind.Credit : meter.IsCommitment ? BillLineKind.Commitment : BillLineKind.Usage,
                Meter = name,
                Provider = ProviderNames.AzureOpenAI,
                Account = Text(row, _resource, "ResourceId")?.ToLowerInvariant(),
                Model = meter.Model,
                Unit = meter.Unit,
                Quantity = At(row, _quantity, "UsageQuantity") is { ValueKind: not JsonValueKind.Null } quantity
                    ? BillJson.Number("UsageQuantity", quantity)
                    : null,
                Amount = amount,
                Currency = Text(row, _currency, "Currency").Required("Currency").ToUpperInvariant(),
                ServiceTier = meter.ServiceTier,
                Region = meter.Region,
                IsGuess = meter != AzureMeter.None,
                Raw = row.GetRawText(),
            },
        ];
    }

    private static JsonElement At(JsonElement row, int index, string name) =>
        row.ValueKind is JsonValueKind.Array && index < row.GetArrayLength()
            ? row[index]
            : throw new FormatException($"{name} is missing");

    private static string? Text(JsonElement row, int index, string name)
    {
        var field = At(row, index, name);
        return field.ValueKind is JsonValueKind.Null or JsonValueKind.String
            ? field.GetString()
            : throw new FormatException($"{name} is of the type {field.ValueKind}");
    }
}
