namespace SimulatedProvider;

/// <summary>
/// Implements OpenAI's costs report. The model is part of the readable text of a line item, and has no separate field.
/// </summary>
internal sealed class OpenAICostReport() : OpenAIReport("costs", [Project, ApiKey, ReportDimension.Empty(LineItem)])
{
    private const string LineItem = "line_item";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Widths => ["1d"];

    /// <inheritdoc/>
    protected override (int Usual, int Most) Limits(TimeSpan width) => (7, 180);

    /// <inheritdoc/>
    protected override IEnumerable<object> Rows(IReadOnlyList<BookEntry> entries, ReportQuery query)
    {
        var byLine = query.IsGroupedBy(LineItem);

        return entries.SumCharges(query, Text).Select(line => new
        {
            @object = "organization.costs.result",
            amount = new { value = line.Amount, currency = "usd" },
            line_item = Text(line),
            project_id = query.Grouped("project_id", line.Key),
            api_key_id = query.Grouped("api_key_id", line.Key),

            // OpenAI writes integral quantities with a decimal place, such as 5.0.
            quantity = byLine ? line.Quantity + 0.0m : (decimal?)null,
            quantity_unit = byLine ? line.Meter is BillMeter.WebSearch ? "requests" : "tokens" : null,
        });

        string? Text(ChargeLine line) => byLine ? $"{line.Key.Model}, {Name(line.Meter)}" : null;
    }

    private static string Name(string meter) => meter switch
    {
        BillMeter.CacheRead => "cached input",
        BillMeter.CacheWrite => "cache write",
        BillMeter.WebSearch => "web search",
        _ => meter,
    };
}
