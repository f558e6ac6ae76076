namespace LlmCost.AI;

/// <summary>
/// Maps rows of AWS Data Exports. The older Cost and Usage Report has the same columns with other names
/// (<c>lineItem/UsageType</c>).
/// </summary>
internal sealed class AwsBills(BillFileReader file) : BillMapper(file)
{
    private readonly int _time = file.Require("line_item_usage_start_date");
    private readonly int _type = file.Require("line_item_line_item_type");
    private readonly int _productCode = file.Require("line_item_product_code");
    private readonly int _usageType = file.Require("line_item_usage_type");
    private readonly int _amount = file.Require("line_item_unblended_cost");
    private readonly int _currency = file.Require("line_item_currency_code");
    private readonly int _quantity = file.Require("line_item_usage_amount");
    private readonly int _account = file.Require("line_item_usage_account_id");
    private readonly int _payer = file.Optional("bill_payer_account_id");
    private readonly int _period = file.Optional("bill_billing_period_start_date");
    private readonly int _unit = file.Optional("pricing_unit");
    private readonly int _region = file.Optional("product_region_code", "product_region");
    private readonly int _productName = file.Optional("product_product_name");
    private readonly int _product = file.Optional("product");
    private readonly int _description = file.Optional("line_item_line_item_description");

    public override string Source => "aws-cur";

    public override string? Scope => Text(_payer);

    public override string Service => ProductName ?? Text(_productCode) ?? "";

    public override bool IsAI => AIServices.Contain(Text(_productCode), ProductName);

    public override string Provider => IsAI ? ProviderNames.AwsBedrock : "aws";

    /// <summary>Gets the name of the product. In CUR 2.0, it is in a JSON map.</summary>
    private string? ProductName => Text(_productName) ?? BillFileJson.Find(Text(_product), "product_name");

    public override DateOnly Day() => Day(
        BillTime.Day(Text(_time), "line_item_usage_start_date"),
        Text(_period) is { } period ? BillTime.Day(period, "bill_billing_period_start_date") : null);

    public override IReadOnlyList<BillLine> Lines()
    {
        var kind = Kind(Text(_type));
        var usageType = Text(_usageType);
        var usage = IsAI && kind is BillLineKind.Usage ? AwsUsageTypes.Read(usageType, ProductName) : null;
        if (kind is BillLineKind.Usage && usageType?.Contains("Provisioned", StringComparison.OrdinalIgnoreCase) is true)
        {
            kind = BillLineKind.Commitment;
        }

        var quantity = BillNumber.Read(Text(_quantity), "line_item_usage_amount");
        var unit = Text(_unit) ?? MarketplaceUnit;
        var scale = usage is null ? 1 : BillQuantity.Scale(unit);
        return
        [
            new BillLine
            {
                Kind = kind,
                Meter = usageType ?? Text(_description) ?? Text(_type) ?? "",
                Provider = Provider,
                Account = Text(_account),
                Model = usage?.Model,
                Unit = scale is null ? null : usage?.Unit,
                Quantity = quantity * (scale ?? 1),
                QuantityUnit = unit,
                Amount = BillNumber.Read(Text(_amount), "line_item_unblended_cost"),
                Currency = BillCurrency.Read(Text(_currency), "line_item_currency_code"),
                ServiceTier = usage?.ServiceTier,
                Region = usage?.CrossRegion ?? Text(_region) ?? usage?.Region,
            },
        ];
    }

    /// <summary>
    /// Gets the unit of a marketplace product. Only the description contains it: <c>…|us-east-1|Million Input Tokens</c>.
    /// </summary>
    private string? MarketplaceUnit => Text(_description)?.Split('|')[^1].Trim() is { } unit
        && BillQuantity.Scale(unit) is not null ? unit : null;

    private static BillLineKind Kind(string? type) => type switch
    {
        "Usage" or "DiscountedUsage" or "SavingsPlanCoveredUsage" => BillLineKind.Usage,
        "Tax" => BillLineKind.Tax,
        "Credit" or "EdpDiscount" or "BundledDiscount" or "PrivateRateDiscount" or "Discount" => BillLineKind.Credit,
        "Refund" => BillLineKind.Refund,
        "Fee" => BillLineKind.Fee,
        "RIFee" or "SavingsPlanRecurringFee" or "SavingsPlanUpfrontFee" or "SavingsPlanNegation" => BillLineKind.Commitment,
        _ => BillLineKind.Unknown,
    };
}
