using System.Text.Json;

namespace LlmCost.AI;

/// <summary>Reads rows of reports. Rows that can't be read are stored unchanged.</summary>
internal static class BillRow
{
    /// <summary>
    /// Returns the lines of a row. If the row can't be read, returns a single line with the raw row and the reason.
    /// </summary>
    /// <param name="row">The row.</param>
    /// <param name="report">The name of the report.</param>
    /// <param name="provider">The billing provider.</param>
    /// <param name="read">A function that reads the lines of the row.</param>
    public static IReadOnlyList<BillLine> Read(
        JsonElement row, string report, string provider, Func<JsonElement, IReadOnlyList<BillLine>> read)
    {
        try
        {
            return row.ValueKind is JsonValueKind.Object or JsonValueKind.Array
                ? read(row)
                : throw new FormatException($"the row is of the type {row.ValueKind}");
        }
        catch (Exception e) when (e is FormatException or OverflowException or InvalidOperationException)
        {
            return
            [
                new BillLine
                {
                    Kind = BillLineKind.Unknown,
                    Meter = $"{report} (unreadable: {e.Message})",
                    Provider = provider,
                    Raw = row.GetRawText(),
                },
            ];
        }
    }

    /// <summary>Returns true if the line is a row that could not be read.</summary>
    public static bool IsUnreadable(BillLine line) =>
        line is { Kind: BillLineKind.Unknown, Amount: null, Quantity: null, Requests: null };

    /// <summary>
    /// Creates a line for each unit of a usage row whose quantity is not 0. The first line has the number of requests.
    /// </summary>
    /// <param name="row">The properties that all lines share.</param>
    /// <param name="requests">The number of requests, or null if the report does not count requests.</param>
    /// <param name="units">For each unit, the name of the field, the unit and the quantity.</param>
    public static IReadOnlyList<BillLine> Usage(
        BillLine row, long? requests, params ReadOnlySpan<(string Meter, string? Unit, decimal? Quantity)> units)
    {
        var lines = new List<BillLine>();
        foreach (var (meter, unit, quantity) in units)
        {
            if (quantity is not null and not 0)
            {
                lines.Add(row with { Meter = meter, Unit = unit, Quantity = quantity });
            }
        }

        // Rows with requests but without usage, such as rejected requests, also get a line, because the coverage includes all
        // requests.
        if (lines.Count is 0 && requests is not null and not 0)
        {
            lines.Add(row with { Meter = units[0].Meter, Unit = units[0].Unit, Quantity = 0 });
        }

        if (lines.Count > 0)
        {
            lines[0] = lines[0] with { Requests = requests };
        }

        return lines;
    }
}
