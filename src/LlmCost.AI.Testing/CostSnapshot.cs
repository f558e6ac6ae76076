using System.Globalization;
using System.Text;

namespace LlmCost.AI.Testing;

/// <summary>Writes the cost of calls as text that a test can compare with an approved snapshot.</summary>
public static class CostSnapshot
{
    private const string Decimals = "0.############################";

    /// <summary>Returns the charges of a call as text.</summary>
    /// <param name="record">The record of the call.</param>
    /// <returns>
    /// A line that identifies the call, a line for each charge, and a line for the total. The text contains no ids, times or
    /// versions, and does not depend on the culture, so it is the same in each test run.
    /// </returns>
    public static string ToSnapshot(this CostRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);

        var text = new StringBuilder(Name(record));
        if (record.UsageSource is not UsageSource.Reported)
        {
            text.Append(CultureInfo.InvariantCulture, $", usage {record.UsageSource}");
        }

        text.Append('\n');
        foreach (var charge in record.Charges)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {charge.Unit}{Label(charge.Kind)}{Label(charge.Model)} ")
                .Append(CultureInfo.InvariantCulture, $"{Number(charge.Quantity)} × {Number(charge.UnitPrice)} / ")
                .Append(CultureInfo.InvariantCulture, $"{Number(charge.Per)} = {Number(charge.Cost)} USD\n");
        }

        foreach (var part in record.UnpricedParts)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {part.Name} has no price: {part.Reason}\n");
        }

        return text.Append(CultureInfo.InvariantCulture, $"  = {Cost(record)}\n").ToString();
    }

    /// <summary>Returns the charges of all collected calls as text, in the order in which the calls ended.</summary>
    /// <param name="collector">The collector.</param>
    /// <returns>The snapshots of the calls, separated by empty lines.</returns>
    public static string ToSnapshot(this CostCollector collector)
    {
        ArgumentNullException.ThrowIfNull(collector);

        return string.Join('\n', collector.Records.Select(ToSnapshot));
    }

    /// <summary>Returns the name and the cost of a call as a single line.</summary>
    internal static string Summarize(CostRecord record) => $"{Name(record)}: {Cost(record)}";

    /// <summary>
    /// Returns true if the cost of a call is unknown. The cost of a call that failed before it was billed is known: it is 0.
    /// </summary>
    internal static bool IsUnpriced(CostRecord record) =>
        record.Cost is null && (record.UnpricedReason is not UnpricedReason.None || record.IsProvisioned);

    internal static string Number(decimal value) => value.ToString(Decimals, CultureInfo.InvariantCulture);

    private static string Name(CostRecord record)
    {
        var model = record.ResponseModel ?? record.RequestModel ?? "unknown model";
        var outcome = record.Outcome is CallOutcome.Completed ? "" : $", {record.Outcome}";
        return $"{record.OperationName} {record.ProviderName ?? "unknown provider"}/{model}"
            + $"{(record.Feature is null ? "" : $", feature {record.Feature}")}{outcome}";
    }

    private static string Cost(CostRecord record) =>
        record.Cost is not { } cost
            ? record.IsProvisioned ? "billed hourly" : IsUnpriced(record) ? $"unknown: {record.UnpricedReason}" : "no cost"
            : $"{(record.IsComplete ? "" : "at least ")}{Number(cost.Total)} USD";

    private static string Label(string? value) => value is null ? "" : $" ({value})";
}
