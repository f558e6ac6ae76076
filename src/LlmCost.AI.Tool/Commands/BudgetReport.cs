using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace LlmCost.AI.Tool;

/// <summary>Writes budgets and their increases as tables, or as JSON Lines in which amounts are decimal strings.</summary>
internal static class BudgetReport
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes limits and their states.</summary>
    public static void Write(IReadOnlyList<BudgetLine> lines, bool asJson, IAnsiConsole console)
    {
        if (asJson)
        {
            WriteLines(lines, Write, console);
            return;
        }

        var table = Table(["Budget", "Unit", "Scope"], ["Limit", "Spent", "Reserved", "Remaining"], ["Resets at"]);
        foreach (var line in lines)
        {
            AddRow(
                table,
                line.Budget.Options.Mode is BudgetMode.Enforce ? line.Budget.Name : $"{line.Budget.Name} ({ModeOf(line.Budget)})",
                BudgetAmount.NameOf(line.Unit),
                line.Status is { Scope: var scope } ? ScopeText(scope, line.Budget)
                    : line.Each.Count > 0 ? $"each {string.Join(", ", line.Each)}"
                    : "",
                PriceAnswerWriter.Text(line.Limit),
                PriceAnswerWriter.Text(line.Status?.Spent),
                PriceAnswerWriter.Text(line.Status?.Reserved),
                PriceAnswerWriter.Text(line.Status?.Remaining),
                ResetText(line));
        }

        Write(table, console);
    }

    /// <summary>Writes the increases with their authors, times and reasons.</summary>
    public static void Write(IReadOnlyList<BudgetIncrease> increases, bool asJson, IAnsiConsole console)
    {
        if (asJson)
        {
            WriteLines(increases, Write, console);
            return;
        }

        var table = Table(["When", "Who", "Budget", "Unit", "Scope"], ["Increase"], ["Until", "Why"]);
        foreach (var increase in increases)
        {
            AddRow(
                table,
                Text(increase.From),
                increase.Actor,
                increase.Budget,
                BudgetAmount.NameOf(increase.Unit),
                increase.Scope.Contains('=', StringComparison.Ordinal)
                    ? ScopeText(Budget.ValuesIn(increase.Scope))
                    : increase.Scope,
                PriceAnswerWriter.Text(BudgetAmount.ForPeople(increase.Unit, increase.Amount)),
                Text(increase.Until),
                increase.Reason);
        }

        Write(table, console);
    }

    /// <summary>Returns the text of a time, such as <c>2026-12-01 00:00Z</c>.</summary>
    private static string Text(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);

    private static string ModeOf(Budget budget) => budget.Options.Mode.ToString().ToLowerInvariant();

    private static string ResetText(BudgetLine line) => line switch
    {
        { Status: null } => "",
        { Status.ResetsAt: { } time } => Text(time),
        { Budget.IsRolling: true } => $"rolling {line.Budget.Options.Window}",
        _ => "never",
    };

    /// <summary>
    /// Returns the text of a scope. For a pseudonymized scope, the text is the hash of the scope, without the names of its
    /// properties.
    /// </summary>
    private static string ScopeText(IReadOnlyList<KeyValuePair<string, string>> scope, Budget? budget = null) => string.Join(
        ", ",
        scope.Select(pair => budget?.Options.Each.Contains(pair.Key) is false ? pair.Value : $"{pair.Key}={pair.Value}"));

    private static Table Table(string[] before, string[] amounts, string[] after)
    {
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var name in before)
        {
            table.AddColumn(name);
        }

        foreach (var name in amounts)
        {
            table.AddColumn(new TableColumn(name).RightAligned().NoWrap());
        }

        foreach (var name in after)
        {
            table.AddColumn(name);
        }

        return table;
    }

    private static void AddRow(Table table, params string?[] cells) =>
        table.AddRow([.. cells.Select(cell => new Text(cell ?? ""))]);

    private static void Write(Table table, IAnsiConsole console)
    {
        SharedOptions.WidenPipe(console);
        console.Write(table);
    }

    private static void Write(Utf8JsonWriter json, BudgetLine line)
    {
        json.WriteString("budget", line.Budget.Name);
        json.WriteString("mode", ModeOf(line.Budget));
        json.WriteString("unit", BudgetAmount.NameOf(line.Unit));
        WriteScope(json, line.Status?.Scope ?? []);
        if (line.Each.Count > 0)
        {
            json.WriteStartArray("each");
            foreach (var each in line.Each)
            {
                json.WriteStringValue(each);
            }

            json.WriteEndArray();
        }

        json.WriteString("limit", PriceAnswerWriter.Text(line.Limit));
        json.WriteString("spent", PriceAnswerWriter.Text(line.Status?.Spent));
        json.WriteString("reserved", PriceAnswerWriter.Text(line.Status?.Reserved));
        json.WriteString("remaining", PriceAnswerWriter.Text(line.Status?.Remaining));
        WriteTime(json, "resets_at", line.Status?.ResetsAt);
    }

    private static void Write(Utf8JsonWriter json, BudgetIncrease increase)
    {
        json.WriteString("id", increase.Id);
        json.WriteString("budget", increase.Budget);
        json.WriteString("unit", BudgetAmount.NameOf(increase.Unit));
        WriteScope(json, Budget.ValuesIn(increase.Scope));
        json.WriteString("amount", PriceAnswerWriter.Text(BudgetAmount.ForPeople(increase.Unit, increase.Amount)));
        WriteTime(json, "from", increase.From);
        WriteTime(json, "until", increase.Until);
        json.WriteString("actor", increase.Actor);
        json.WriteString("reason", increase.Reason);
    }

    private static void WriteScope(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, string>> scope)
    {
        json.WriteStartObject("scope");
        foreach (var (name, value) in scope)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time) =>
        json.WriteString(name, time?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));

    private static void WriteLines<T>(IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write, IAnsiConsole console)
    {
        foreach (var item in items)
        {
            using var stream = new MemoryStream();
            using (var json = new Utf8JsonWriter(stream, s_options))
            {
                json.WriteStartObject();
                write(json, item);
                json.WriteEndObject();
            }

            console.Profile.Out.Writer.WriteLine(Encoding.UTF8.GetString(stream.ToArray()));
        }
    }
}
