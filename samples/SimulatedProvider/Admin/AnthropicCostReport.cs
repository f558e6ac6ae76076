using System.Globalization;

namespace SimulatedProvider;

/// <summary>Implements Anthropic's cost report, whose amounts are strings in cents.</summary>
internal sealed class AnthropicCostReport() : AnthropicReport("cost_report", [Workspace, ReportDimension.Empty(Description)])
{
    private const string Description = "description";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Widths => ["1d"];

    /// <inheritdoc/>
    protected override ReportPeriod Period(ReportQuery query, DateTimeOffset now)
    {
        var today = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        var period = base.Period(query, now);
        var end = query.Single("ending_at") is null ? today : period.End;

        return period.Start.UtcDateTime.TimeOfDay != TimeSpan.Zero || end.UtcDateTime.TimeOfDay != TimeSpan.Zero || end > today
            ? throw Invalid("The cost report covers only whole, completed days in UTC.")
            : new ReportPeriod(period.Start, end);
    }

    /// <inheritdoc/>
    protected override IEnumerable<object> Rows(IReadOnlyList<BookEntry> entries, ReportQuery query)
    {
        var byDescription = query.IsGroupedBy(Description);

        return entries.SumCharges(query, Text).Select(line => Row(line, query, Text(line)));

        string? Text(ChargeLine line) => byDescription ? Describe(line) : null;
    }

    private static object Row(ChargeLine line, ReportQuery query, string? description)
    {
        var isLine = description is not null;
        var isTokens = isLine && line.Meter is not BillMeter.WebSearch;

        return new
        {
            amount = (line.Amount * 100).ToString(CultureInfo.InvariantCulture),
            currency = "USD",
            cost_type = !isLine ? null : isTokens ? "tokens" : "web_search",
            token_type = isTokens ? TokenType(line.Meter) : null,
            model = isTokens ? line.Key.Model : null,
            description,
            service_tier = isTokens ? line.Key.ServiceTier : null,
            context_window = isTokens ? "0-200k" : null,
            inference_geo = (string?)null,
            workspace_id = query.Grouped("workspace_id", line.Key),
        };
    }

    private static string Describe(ChargeLine line)
    {
        var tier = line.Key.ServiceTier is "standard" ? "" : $" ({line.Key.ServiceTier})";

        return line.Meter switch
        {
            BillMeter.Input => $"{line.Key.Model} Usage - Input Tokens{tier}",
            BillMeter.CacheRead => $"{line.Key.Model} Usage - Input Tokens, Cache Read{tier}",
            BillMeter.CacheWrite => $"{line.Key.Model} Usage - Input Tokens, Cache Write{tier}",
            BillMeter.Output => $"{line.Key.Model} Usage - Output Tokens{tier}",
            _ => "Web Search Usage",
        };
    }

    private static string TokenType(string meter) => meter switch
    {
        BillMeter.Input => "uncached_input_tokens",
        BillMeter.CacheRead => "cache_read_input_tokens",
        BillMeter.CacheWrite => "cache_creation.ephemeral_5m_input_tokens",
        _ => "output_tokens",
    };
}
