using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace LlmCost.AI.Tool.Tests;

/// <summary>Runs <c>llmcost price</c> in this process.</summary>
internal static class Tool
{
    public static TimeProvider Clock { get; } = new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    public static string CasesFile(string name) => Path.Combine(AppContext.BaseDirectory, "Cases", name);

    /// <summary>Prices input lines with the given price lists or, if none are given, with the embedded catalog.</summary>
    public static (int ExitCode, IReadOnlyList<JsonElement> Answers, string Error) Price(
        IEnumerable<string> lines, params string[] prices) =>
        Price(lines, UserPrices.Read(null, []), prices);

    /// <summary>Prices input lines with the custom prices, names and discounts of a configuration.</summary>
    public static (int ExitCode, IReadOnlyList<JsonElement> Answers, string Error) Price(
        IEnumerable<string> lines, UserPrices user, params string[] prices)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter();
        using var input = new StringReader(string.Join('\n', lines));

        var exitCode = SharedOptions.Guard(error, () => PriceCommand.PriceLines(
            new Pricer(user.Open([.. prices.Select(path => new FileInfo(path))], error)),
            new PriceRequestReader(user),
            Clock,
            input,
            output));

        var answers = Encoding.UTF8.GetString(output.ToArray())
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement.Clone())
            .ToList();
        return (exitCode, answers, error.ToString());
    }
}
