using System.Globalization;
using System.Text;
using nietras.SeparatedValues;

namespace LlmCost.AI;

/// <summary>Writes rows as CSV.</summary>
internal static class FocusCsv
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static async Task WriteAsync(
        IReadOnlyList<ParquetColumn<FocusRow>> columns, IReadOnlyList<FocusRow> rows, Stream stream)
    {
        var output = new StreamWriter(stream, s_utf8, leaveOpen: true);
        await using (output.ConfigureAwait(false))
        {
            using var csv = Sep.New(',').Writer(options => options with { Escape = true }).To(output, leaveOpen: true);
            csv.Header.Add([.. columns.Select(column => column.Name)]);
            csv.Header.Write();
            foreach (var row in rows)
            {
                using var line = csv.NewRow();
                foreach (var column in columns)
                {
                    line[column.Name].Set(Text(column.Read(row)));
                }
            }
        }
    }

    /// <summary>
    /// Returns the text of a value. Amounts have at least one decimal, so that readers do not infer an integer column.
    /// </summary>
    private static string Text(object? value) => value switch
    {
        null => "",
        decimal number => MoneyText.Trim(number).ToString("0.0###########################", CultureInfo.InvariantCulture),
        DateTime time => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
