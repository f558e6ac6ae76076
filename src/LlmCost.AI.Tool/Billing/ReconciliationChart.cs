using System.Text.RegularExpressions;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace LlmCost.AI.Tool;

/// <summary>Draws charts as inline SVG, so that the page needs neither scripts nor network access.</summary>
internal static partial class ReconciliationChart
{
    private const int Width = 920;
    private const int DayHeight = 300;
    private const int RowHeight = 34;
    private const int Margin = 70;

    /// <summary>The colors for the billed and the metered cost.</summary>
    public const string BilledColor = "#0969da";
    public const string MeteredColor = "#9ecbff";

    private static readonly OxyColor s_billed = OxyColor.Parse(BilledColor);
    private static readonly OxyColor s_metered = OxyColor.Parse(MeteredColor);

    /// <summary>Draws billed and metered cost by day.</summary>
    public static string Days(CostReconciliation days)
    {
        var (billed, metered) = (Bars("Billed", s_billed), Bars("Metered", s_metered));
        var categories = new CategoryAxis
        {
            Position = AxisPosition.Bottom,
            GapWidth = 0.4,
            TickStyle = TickStyle.None,
            Key = "day",
        };
        foreach (var row in days.Rows)
        {
            categories.Labels.Add(row.Values[0]![^2..]);
            billed.Items.Add(new BarItem((double)(row.Billed ?? 0)));
            metered.Items.Add(new BarItem((double)row.Metered));
        }

        billed.XAxisKey = metered.XAxisKey = "usd";
        billed.YAxisKey = metered.YAxisKey = "day";
        var model = Model(left: 70);
        model.Axes.Add(categories);
        model.Axes.Add(new LinearAxis
        {
            Position = AxisPosition.Left,
            Key = "usd",
            Title = "USD",
            Minimum = 0,
            MajorGridlineStyle = LineStyle.Solid,
            MajorGridlineColor = OxyColor.Parse("#e5e7eb"),
            TickStyle = TickStyle.None,
        });
        model.Series.Add(billed);
        model.Series.Add(metered);
        return Svg(model, DayHeight, "days");
    }

    /// <summary>Draws the shares of an invoice.</summary>
    public static string Shares(InvoiceAllocation allocation)
    {
        var bars = Bars("Amount", s_billed);
        var categories = new CategoryAxis { Position = AxisPosition.Left, GapWidth = 0.4, TickStyle = TickStyle.None };
        foreach (var row in allocation.Rows.Reverse())
        {
            categories.Labels.Add(ReconcileText.Name(row));
            bars.Items.Add(new BarItem((double)row.Amount));
        }

        var model = Model(left: 190);
        model.Axes.Add(categories);
        model.Axes.Add(new LinearAxis { Position = AxisPosition.Bottom, Title = "USD", TickStyle = TickStyle.None });
        model.Series.Add(bars);
        return Svg(model, (allocation.Rows.Count * RowHeight) + Margin, "shares");
    }

    /// <summary>Creates a chart. The margins are fixed, because the width of text is unknown without a font.</summary>
    private static PlotModel Model(int left) => new()
    {
        DefaultFont = "Segoe UI, Helvetica, Arial, sans-serif",
        DefaultFontSize = 12,
        IsLegendVisible = false,
        PlotAreaBorderThickness = new OxyThickness(0),
        PlotMargins = new OxyThickness(left, 10, 30, 50),
        TextColor = OxyColor.Parse("#1f2328"),
    };

    private static BarSeries Bars(string title, OxyColor color) =>
        new() { Title = title, FillColor = color, StrokeThickness = 0 };

    /// <summary>
    /// Draws a chart. The ids of the chart's elements get a prefix, because ids must be unique and a page contains several
    /// charts.
    /// </summary>
    private static string Svg(PlotModel model, int height, string prefix) => Ids().Replace(
        new SvgExporter { Width = Width, Height = height, IsDocument = false }.ExportToString(model), $"$1{prefix}-$2");

    [GeneratedRegex("""(\bid="|url\(#)(\w+)""")]
    private static partial Regex Ids();
}
