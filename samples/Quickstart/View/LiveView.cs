using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Quickstart;

/// <summary>Where the money goes, redrawn twice a second.</summary>
internal sealed class LiveView(
    IAnsiConsole console, CostSummary summary, SpendRate rate, QuickstartOptions options, TimeProvider timeProvider) : IRunView
{
    private const int MaxWidth = 120;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly Bars _bars = new(console.Profile.Capabilities.Unicode);
    private readonly long _start = timeProvider.GetTimestamp();

    private int Width => Math.Min(console.Profile.Width, MaxWidth);

    /// <inheritdoc/>
    public async Task FollowAsync(Task run)
    {
        await console.Live(Frame()).AutoClear(true).StartAsync(async live =>
        {
            using var timer = new PeriodicTimer(Interval, timeProvider);

            while (await Task.WhenAny(run, timer.WaitForNextTickAsync().AsTask()) != run)
            {
                live.UpdateTarget(Frame());
            }
        });

        await run;
    }

    /// <inheritdoc/>
    public void ShowSummary() => SummaryTables.Write(console, summary.Snapshot());

    private Rows Frame()
    {
        var snapshot = summary.Snapshot();

        return new Rows(
            Headline(snapshot),
            Models(snapshot),
            Text.Empty,
            SideBySide(
                Shares("Feature", snapshot.ByFeature.Select(line => (line.Name, line.Spend.Cost)), snapshot.Total.Cost, "aqua"),
                Shares("Token class", snapshot.ByTokenClass.Select(line => (line.Name, line.Spend.Cost)), snapshot.Total.Cost, "yellow")),
            Text.Empty,
            new Markup($"[grey] {SummaryTables.CallsLine(snapshot)}. Ctrl+C ends the run.[/]"));
    }

    private Panel Headline(CostSnapshot snapshot)
    {
        var perMinute = rate.PerMinute();
        var elapsed = timeProvider.GetElapsedTime(_start);

        var figures = new Grid { Expand = true };
        figures.AddColumns(4);
        figures.AddRow("[grey]spent[/]", "[grey]per minute[/]", "[grey]projected per day[/]", "[grey]per 30 days[/]");
        figures.AddRow(
            $"[bold green]{Money.Short(snapshot.Total.Cost)}[/]",
            $"[bold]{Money.Rounded(perMinute)}[/]",
            $"[italic]~ {Money.Rounded(perMinute * 60 * 24)}[/]",
            $"[italic]~ {Money.Rounded(perMinute * 60 * 24 * 30)}[/]");

        return new Panel(new Rows(figures, new Markup($"[green]{_bars.Curve(rate.History())}[/] [grey]each second[/]")))
        {
            Header = new PanelHeader($" LlmCost.AI · {(options.Live ? "real providers" : "simulated provider")} · {Clock(elapsed)} of {Clock(options.Duration)} "),
            Border = BoxBorder.Rounded,
            BorderStyle = new Style(Color.Grey),
            Width = Width,
        };
    }

    private Table Models(CostSnapshot snapshot)
    {
        var table = Plain()
            .AddColumn(Column("Model"))
            .AddColumn(Column(""))
            .AddColumn(Column("Calls").RightAligned())
            .AddColumn(Column("Tokens").RightAligned())
            .AddColumn(Column("USD").RightAligned());

        table.Width = Width;

        foreach (var line in snapshot.ByModel)
        {
            table.AddRow(
                Markup.Escape(line.Name),
                _bars.Share(line.Spend.Cost, snapshot.Total.Cost, Math.Max(4, Width - 72), "green"),
                line.Calls.ToString("N0", CultureInfo.InvariantCulture),
                line.Spend.Tokens.ToString("N0", CultureInfo.InvariantCulture),
                Money.Short(line.Spend.Cost));
        }

        return table;
    }

    private Table Shares(string title, IEnumerable<(string Name, decimal Cost)> lines, decimal total, string color)
    {
        var table = Plain().AddColumn(Column(title)).AddColumn(Column("")).AddColumn(Column("USD").RightAligned());

        foreach (var (name, cost) in lines)
        {
            table.AddRow(Markup.Escape(name), _bars.Share(cost, total, Math.Max(4, (Width / 2) - 32), color), Money.Short(cost));
        }

        return table;
    }

    private Grid SideBySide(IRenderable left, IRenderable right)
    {
        var grid = new Grid { Width = Width };
        grid.AddColumns(new GridColumn().Padding(0, 0), new GridColumn().Padding(0, 0));
        grid.AddRow(left, right);
        return grid;
    }

    private static Table Plain() => new() { Border = TableBorder.None, Expand = true };

    private static TableColumn Column(string title) => new TableColumn(new Markup($"[bold]{title}[/]")).NoWrap();

    private static string Clock(TimeSpan time) => time.ToString(time.TotalHours < 1 ? @"m\:ss" : @"h\:mm\:ss", CultureInfo.InvariantCulture);
}
