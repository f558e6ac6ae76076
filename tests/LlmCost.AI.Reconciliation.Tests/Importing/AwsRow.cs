using System.Globalization;

namespace LlmCost.AI.Reconciliation.Tests.Importing;

/// <summary>A row of an AWS export in the documented format.</summary>
internal sealed record AwsRow
{
    public const string Header = "identity_line_item_id,bill_payer_account_id,bill_billing_period_start_date,"
        + "line_item_usage_start_date,line_item_usage_account_id,line_item_line_item_type,line_item_product_code,"
        + "line_item_usage_type,line_item_resource_id,line_item_usage_amount,pricing_unit,line_item_unblended_cost,"
        + "line_item_currency_code,product,line_item_line_item_description";

    public string Time { get; init; } = "2026-11-01T00:00:00.000Z";

    public string Type { get; init; } = "Usage";

    public string Product { get; init; } = "AmazonBedrock";

    public string UsageType { get; init; } = "USE1-Claude4.6Sonnet-input-tokens";

    public string Quantity { get; init; } = "1.5";

    public string Unit { get; init; } = "1K tokens";

    public string Cost { get; init; } = "0.0045";

    public string Currency { get; init; } = "USD";

    public string ProductMap { get; init; } = "";

    public string Description { get; init; } = "";

    public static string At(int day, int hour) =>
        string.Create(CultureInfo.InvariantCulture, $"2026-11-{day:00}T{hour:00}:00:00.000Z");

    public override string ToString() =>
        $"id,999,2026-11-01T00:00:00.000Z,{Time},123456789012,{Type},{Product},{UsageType},,{Quantity},{Unit},{Cost},{Currency},"
            + $"\"{ProductMap.Replace("\"", "\"\"", StringComparison.Ordinal)}\",\"{Description}\"";
}
