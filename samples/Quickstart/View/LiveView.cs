using System.Globalization;
using SimulatedProvider;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Quickstart;

/// <summary>Shows the current cost in a terminal, updated twice per second.</summary>
internal sealed class LiveView(
    IAnsiConsole console,
    RunSummary summary,
    BudgetSummary? budget,
    SpendRate rate,
    QuickstartOptions options,
    TimeProvider timeProvider) : IRunView
{
    private const int MaxWidth = 120;
    private const int Indentation = 2;
    private const int MinutesPerDay = 24 * 60;
    private const int DaysPerMonth = 30;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly long _start = timeProvider.GetTimestamp();

    private int Width => Math.Min(console.Profile.Width, MaxWidth);

    private int IndentedWidth => Width - (2 * Indentation);

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
    public void ShowSummary(BillingLedger? ledger) => SummaryTables.Write(console, summary.Snapshot(), budget, ledger);

    /// <summary>Creates the current content of the terminal.</summary>
    private Rows Frame()
    {
        var snapshot = summary.Snapshot();

        return new Rows(
            Headline(snapshot),
            Indent(Models(snapshot)),
            Text.Empty,
            Indent(Shares(snapshot)),
            Text.Empty,
            Budget(),
            Indent(new Text($"{SummaryTables.CallsLine(snapshot.Calls)}\nCtrl+C ends the run", new Style(Color.Grey))));
    }

    private IRenderable Budget()
    {
        if (budget is null)
        {
            return Text.Empty;
        }

        var error = budget.ReadError is null
            ? Text.Empty
            : new Text($"The store does not respond ({budget.ReadError})", new Style(Color.Yellow));
        if (budget.Status is not { } status)
        {
            return Indent(new Rows(error, Text.Empty));
        }

        var color = status.Remaining <= status.Limit / 10 ? Color.Red : budget.Warned > 0 ? Color.Yellow : Color.Green;
        var table = new BarTable(IndentedWidth, color, status.Limit, "Budget", "Downgraded", "Refused", "Of limit");
        table.Add(
            status.Spent,
            $"{Money.Short(status.Spent)} of {Money.Short(status.Limit)}",
            Count(budget.Downgraded),
            Count(budget.Refused),
            string.Create(CultureInfo.InvariantCulture, $"{(status.Limit is 0 ? 1 : status.Spent / status.Limit):P0}"));
        return Indent(new Rows(table.Build(), error, Text.Empty));
    }

    private Panel Headline(RunSnapshot snapshot)
    {
        var perMinute = rate.PerMinute();
        var perDay = perMinute * MinutesPerDay;

        var figures = new Grid { Expand = true };
        figures.AddColumns(4);
        figures.AddRow(
            "[grey]spent[/]",
            "[grey]per minute[/]",
            "[grey]projected per day[/]",
            $"[grey]projected per {DaysPerMonth} days[/]");
        figures.AddRow(
            $"[bold green]{Money.Short(snapshot.Total.Cost)}[/]",
            $"[bold]{Money.Rounded(perMinute)}[/]",
            $"[italic]~ {Money.Rounded(perDay)}[/]",
            $"[italic]~ {Money.Rounded(perDay * DaysPerMonth)}[/]");

        var history = new Grid();
        history.AddColumns(new GridColumn(), new GridColumn().NoWrap());
        history.AddRow(new Sparkline(rate.History(), Color.Green), new Markup("[grey]spent in each second[/]"));

        return new Panel(new Rows(figures, history))
        {
            Header = new PanelHeader(Title()),
            Border = BoxBorder.Rounded,
            BorderStyle = new Style(Color.Grey),
            Width = Width,
        };
    }

    private string Title()
    {
        var elapsed = timeProvider.GetElapsedTime(_start);
        var shown = elapsed < options.Duration ? elapsed : options.Duration;
        var provider = options.Live ? "real providers" : "simulated provider";

        var callsPerSecond = options.Rate.ToString(CultureInfo.InvariantCulture);

        // The outer tag preserves the spaces, because a panel trims the markup of its header.
        return $"[default] [bold]LlmCost.AI[/] · {provider} · {callsPerSecond} calls a second" +
            $" · {Clock(shown)} of {Clock(options.Duration)} [/]";
    }

    private Table Models(RunSnapshot snapshot)
    {
        var table = new BarTable(IndentedWidth, Color.Green, snapshot.Total.Cost, "Model", "Calls", "Tokens", "USD");

        foreach (var (name, calls, spend) in snapshot.ByModel)
        {
            table.Add(spend.Cost, name, Count(calls), Count(spend.Tokens), Money.Short(spend.Cost));
        }

        return table.Build();
    }

    private Grid Shares(RunSnapshot snapshot)
    {
        var half = (IndentedWidth - Indentation) / 2;
        var features = new BarTable(half, Color.Aqua, snapshot.Total.Cost, "Feature", "USD");
        var tokenClasses = new BarTable(half, Color.Yellow, snapshot.Total.Cost, "Token class", "USD");

        foreach (var (name, _, spend) in snapshot.ByFeature)
        {
            features.Add(spend.Cost, name, Money.Short(spend.Cost));
        }

        foreach (var (_, name, spend) in snapshot.ByTokenClass)
        {
            tokenClasses.Add(spend.Cost, name, Money.Short(spend.Cost));
        }

        var grid = new Grid();
        grid.AddColumns(new GridColumn().PadLeft(0).PadRight(Indentation), new GridColumn().PadLeft(0).PadRight(0));
        grid.AddRow(features.Build(), tokenClasses.Build());
        return grid;
    }

    private static Padder Indent(IRenderable content) => new(content, new Padding(Indentation, 0, Indentation, 0));

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Clock(TimeSpan time) =>
        time.ToString(time.TotalHours < 1 ? @"m\:ss" : @"h\:mm\:ss", CultureInfo.InvariantCulture);
}
