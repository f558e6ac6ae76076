using System.Text.Json;

namespace LlmCost.AI;

/// <summary>Maps rows of the billing export of Google Cloud. Credits become separate lines: net = cost + Σ credits.</summary>
internal sealed class GcpBills(BillFileReader file) : BillMapper(file)
{
    private readonly int _time = file.Require("usage_start_time");
    private readonly int _service = file.Require("service.description");
    private readonly int _sku = file.Require("sku.description");
    private readonly int _cost = file.Require("cost");
    private readonly int _currency = file.Require("currency");
    private readonly int _project = file.Optional("project.id");
    private readonly int _quantity = file.Optional("usage.amount");
    private readonly int _unit = file.Optional("usage.unit");
    private readonly int _credits = file.Optional("credits");
    private readonly int _type = file.Optional("cost_type");
    private readonly int _region = file.Optional("location.region");
    private readonly int _account = file.Optional("billing_account_id");

    public override string Source => "gcp-billing";

    public override string? Scope => Text(_account);

    public override string Service => Text(_service) ?? "";

    public override bool IsAI => AIServices.Contain(Text(_service));

    public override string Provider => !IsAI ? "gcp"
        : AIServices.IsGeminiApi(Text(_service)) ? ProviderNames.GcpGemini
        : ProviderNames.GcpVertexAI;

    public override DateOnly Day() => BillTime.Day(Text(_time), "usage_start_time");

    public override IReadOnlyList<BillLine> Lines()
    {
        var cost = BillNumber.Read(Text(_cost), "cost");
        var kind = Kind(Text(_type), cost);
        var guess = IsAI && kind is BillLineKind.Usage ? MeterNames.Guess(Text(_sku)) : null;
        if (guess?.IsCommitment is true)
        {
            (kind, guess) = (BillLineKind.Commitment, null);
        }

        var scale = guess?.Unit is null ? 1 : BillQuantity.Scale(Text(_unit));
        var line = new BillLine
        {
            Kind = kind,
            Meter = Text(_sku) ?? "",
            Provider = Provider,
            Account = Text(_project),
            Model = guess?.Model,
            Unit = scale is null ? null : guess?.Unit,
            Quantity = BillNumber.Read(Text(_quantity), "usage.amount") * (scale ?? 1),
            QuantityUnit = Text(_unit),
            Amount = cost,
            Currency = BillCurrency.Read(Text(_currency), "currency"),
            ServiceTier = guess?.ServiceTier,
            Region = Text(_region),
            IsGuess = guess is { Model: not null } or { Unit: not null },
        };
        return [line, .. Credits(line)];
    }

    private IEnumerable<BillLine> Credits(BillLine line)
    {
        if (Text(_credits) is not { } text)
        {
            return [];
        }

        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind is JsonValueKind.Array
                ? [.. json.RootElement.EnumerateArray().Select(credit => Credit(line, credit))]
                : throw new BillRowException($"'{BillNumber.Short(text)}' in column 'credits' is not a JSON array.");
        }
        catch (JsonException)
        {
            throw new BillRowException($"'{BillNumber.Short(text)}' in column 'credits' is not a JSON array.");
        }
    }

    private static BillLine Credit(BillLine line, JsonElement credit) => new()
    {
        Kind = BillLineKind.Credit,
        Meter = BillFileJson.Property(credit, "full_name") ?? BillFileJson.Property(credit, "name")
            ?? BillFileJson.Property(credit, "type") ?? "credit",
        Provider = line.Provider,
        Account = line.Account,
        Amount = BillNumber.Read(BillFileJson.Property(credit, "amount"), "credits.amount")
            ?? throw new BillRowException("A credit in column 'credits' has no amount."),
        Currency = line.Currency,
        Region = line.Region,
    };

    private static BillLineKind Kind(string? type, decimal? cost) => type switch
    {
        null or "regular" => BillLineKind.Usage,
        "tax" => BillLineKind.Tax,
        "rounding_error" => BillLineKind.Rounding,
        "adjustment" when cost < 0 => BillLineKind.Refund,
        _ => BillLineKind.Unknown,
    };
}
