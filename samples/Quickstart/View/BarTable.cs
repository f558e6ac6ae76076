using Spectre.Console;

namespace Quickstart;

/// <summary>
/// Builds a table without borders, with columns for names, bars and numbers. The bars fill the space that the other columns
/// leave.
/// </summary>
/// <param name="width">The width of the table.</param>
/// <param name="color">The color of the bars.</param>
/// <param name="whole">The value that fills the whole width of a bar.</param>
/// <param name="headings">The headings of the name column and of the number columns.</param>
internal sealed class BarTable(int width, Color color, decimal whole, params string[] headings)
{
    private const int Gap = 2;
    private const int MinBarWidth = 4;

    private readonly List<(string[] Cells, decimal Part)> _rows = [];

    /// <summary>Adds a row.</summary>
    /// <param name="part">The value that the bar shows.</param>
    /// <param name="cells">The name and the numbers.</param>
    public void Add(decimal part, params string[] cells) => _rows.Add((cells, part));

    /// <summary>Creates the table.</summary>
    public Table Build()
    {
        var widths = headings
            .Select((heading, column) => _rows.Select(row => row.Cells[column].Length).Append(heading.Length).Max())
            .ToArray();
        var barWidth = width - widths.Sum() - (Gap * widths.Length);

        if (barWidth < MinBarWidth)
        {
            widths[0] = Math.Max(1, widths[0] - (MinBarWidth - barWidth));
            barWidth = MinBarWidth;
        }

        var table = new Table { Border = TableBorder.None, Width = width }
            .AddColumn(Column(headings[0], widths[0]))
            .AddColumn(Column("", barWidth));

        foreach (var (heading, columnWidth) in headings.Zip(widths).Skip(1))
        {
            table.AddColumn(Column(heading, columnWidth).RightAligned());
        }

        table.Columns[^1].PadRight(0);

        foreach (var (cells, part) in _rows)
        {
            table.AddRow([Cell(cells[0]), new ShareBar(part, whole, color), .. cells.Skip(1).Select(Cell)]);
        }

        return table;
    }

    private static TableColumn Column(string heading, int width) =>
        new TableColumn(new Markup($"[bold]{heading}[/]")).Width(width).NoWrap().PadLeft(0).PadRight(Gap);

    private static Text Cell(string text) => new(text) { Overflow = Overflow.Ellipsis };
}
