namespace LlmCost.AI;

/// <summary>Maps rows of Azure cost exports.</summary>
/// <remarks>
/// The account is the resource, because an export does not contain deployments. Models and units are guessed from meter names.
/// </remarks>
internal sealed class AzureBills(BillFileReader file) : BillMapper(file)
{
    private readonly int _time = file.Require("Date", "UsageDate", "UsageDateTime");
    private readonly int _meter = file.Require("MeterName", "Meter");
    private readonly int _quantity = file.Require("Quantity", "UsageQuantity");
    private readonly int _amount = file.Require("Cost", "CostInBillingCurrency", "PreTaxCost");
    private readonly int _currency = file.Require("BillingCurrency", "BillingCurrencyCode", "Currency");
    private readonly int _resource = file.Require("ResourceId", "InstanceId");
    private readonly int _unit = file.Optional("UnitOfMeasure");
    private readonly int _type = file.Optional("ChargeType");
    private readonly int _category = file.Optional("MeterCategory");
    private readonly int _subCategory = file.Optional("MeterSubCategory");
    private readonly int _product = file.Optional("Product", "ProductName");
    private readonly int _service = file.Optional("ServiceName", "ConsumedService");
    private readonly int _region = file.Optional("MeterRegion", "ResourceLocation");
    private readonly int _account = file.Optional("BillingAccountId");
    private readonly int _period = file.Optional("BillingPeriodStartDate");

    public override string Source => "azure-export";

    public override string? Scope => Text(_account);

    public override string Service => Text(_category) ?? Text(_service) ?? Text(_subCategory) ?? Text(_product) ?? "";

    public override bool IsAI =>
        AIServices.Contain(Text(_category), Text(_subCategory), Text(_product), Text(_service));

    public override string Provider => IsAI ? ProviderNames.AzureOpenAI : "azure";

    public override DateOnly Day() => Day(
        BillTime.Day(Text(_time), "Date"),
        Text(_period) is { } period ? BillTime.Day(period, "BillingPeriodStartDate") : null);

    public override IReadOnlyList<BillLine> Lines()
    {
        var meter = Text(_meter);
        var kind = _type < 0 ? BillLineKind.Usage : Kind(Text(_type));
        var guess = IsAI ? MeterNames.Guess(meter) : null;
        if (kind is BillLineKind.Usage && guess?.IsCommitment is true)
        {
            kind = BillLineKind.Commitment;
        }

        guess = kind is BillLineKind.Usage ? guess : null;
        var scale = guess?.Unit is null ? 1 : BillQuantity.Scale(Text(_unit));
        var amount = BillNumber.Read(Text(_amount), "Cost");
        return
        [
            new BillLine
            {
                Kind = kind,
                Meter = meter ?? Text(_product) ?? Text(_type) ?? "",
                Provider = Provider,
                Account = Text(_resource)?.ToLowerInvariant(),
                Model = guess?.Model,
                Unit = scale is null ? null : guess?.Unit,
                Quantity = BillNumber.Read(Text(_quantity), "Quantity") * (scale ?? 1),
                QuantityUnit = Text(_unit),
                Amount = amount,
                Currency = BillCurrency.Read(Text(_currency), "BillingCurrency"),
                ServiceTier = guess?.ServiceTier,
                Region = guess?.Region ?? Text(_region),
                IsGuess = guess is { Model: not null } or { Unit: not null },
            },
        ];
    }

    private static BillLineKind Kind(string? type) => type switch
    {
        "Usage" => BillLineKind.Usage,
        "Tax" => BillLineKind.Tax,
        "Refund" => BillLineKind.Refund,
        "Purchase" or "UnusedReservation" or "UnusedSavingsPlan" => BillLineKind.Commitment,
        "RoundingAdjustment" => BillLineKind.Rounding,
        _ => BillLineKind.Unknown,
    };
}
