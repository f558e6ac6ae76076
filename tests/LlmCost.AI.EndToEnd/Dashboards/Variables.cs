using System.Globalization;
using System.Text.RegularExpressions;

namespace LlmCost.AI.EndToEnd.Dashboards;

/// <summary>The selected values of variables, and their interpolation into queries and titles.</summary>
internal sealed partial record Variables
{
    public string Service { get; init; } = ".*";

    public string Environment { get; init; } = ".*";

    public string Model { get; init; } = ".*";

    public string Feature { get; init; } = ".*";

    public string Budget { get; init; } = ".*";

    public string Provider { get; init; } = ".*";

    public string Account { get; init; } = ".*";

    public string Tag { get; init; } = "tenant";

    public int Top { get; init; } = 10;

    /// <summary>Replaces the variables in a string.</summary>
    /// <exception cref="ArgumentException">The string contains an unknown variable.</exception>
    public string Interpolate(string text, PanelTime time) => Variable().Replace(text, match => match.Groups["name"].Value switch
    {
        "service" => Service,
        "environment" => Environment,
        "provider" => Provider,
        "account" => Account,
        "model" => Model,
        "feature" => Feature,
        "budget" => Budget,
        "tag" => Tag,
        "top" => Top.ToString(CultureInfo.InvariantCulture),
        "__range" => Seconds(time.Range),
        "__interval" => Seconds(time.Interval),
        "__rate_interval" => Seconds(time.RateInterval),
        var unknown => throw new ArgumentException($"No dashboard has ${unknown}."),
    });

    private static string Seconds(TimeSpan span) => string.Create(CultureInfo.InvariantCulture, $"{(long)span.TotalSeconds}s");

    // References to groups of a regular expression, such as $1, are excluded.
    [GeneratedRegex(@"\$(?:(?<name>[A-Za-z_]\w*)|\{(?<name>\w+)(?::\w+)?\})")]
    private static partial Regex Variable();
}
