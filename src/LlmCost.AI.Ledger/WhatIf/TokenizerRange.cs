using System.Globalization;
using System.Text.RegularExpressions;

namespace LlmCost.AI;

/// <summary>
/// The number of tokens that another model needs for the same text, relative to the number for the original model, as a range.
/// </summary>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end.</param>
/// <remarks>
/// Models of the same family and version share a tokenizer. Others differ by about 10 %. A later version of the same family may
/// be a new generation, which produces up to 35 % more tokens for the same text; Claude has done so since version 4.7.
/// </remarks>
internal readonly partial record struct TokenizerRange(decimal Low, decimal High)
{
    private const decimal Difference = 0.1m;

    private const decimal NewGeneration = 0.35m;

    private const string FamilyWithNewGeneration = "claude";

    private const double NewGenerationVersion = 4.7;

    /// <summary>Gets the range for models with the same tokenizer.</summary>
    public static TokenizerRange Same { get; } = new(1, 1);

    public static TokenizerRange Of(string? from, string to)
    {
        var (first, second) = (Name.Parse(from ?? ""), Name.Parse(to));
        var isSameVersion = first.Version.Length > 0 && first.Family == second.Family && first.Version == second.Version;
        if (isSameVersion || string.Equals(from, to, StringComparison.OrdinalIgnoreCase))
        {
            return Same;
        }

        var (isLater, isEarlier) = first.Family == second.Family
            ? (second.Number > first.Number, second.Number < first.Number)
            : (second.IsNewGeneration && !first.IsNewGeneration, first.IsNewGeneration && !second.IsNewGeneration);
        return new TokenizerRange(
            isEarlier ? decimal.Round(1 / (1 + NewGeneration), 2) : 1 - Difference,
            1 + (isLater ? NewGeneration : Difference));
    }

    [GeneratedRegex(@"(?<family>[a-z]+)(?<middle>[^0-9]*)(?<version>\d{1,2}(?!\d)(?:[.-]\d{1,2}(?![\da-z]))?[a-z]?(?![a-z]))?")]
    private static partial Regex NamePattern();

    /// <summary>Matches the family and version in the name of a model, such as gpt and 4o, or claude and 4-5.</summary>
    private readonly record struct Name(string Family, string Version, double Number)
    {
        public bool IsNewGeneration => Family == FamilyWithNewGeneration && Number >= NewGenerationVersion;

        public static Name Parse(string model)
        {
            // The name may begin with its provider: openai/gpt-4o, us.anthropic.claude-sonnet-4-5.
            var name = model.ToLowerInvariant().Split('/')[^1];
            var claude = name.IndexOf(FamilyWithNewGeneration, StringComparison.Ordinal);
            var match = NamePattern().Match(claude > 0 ? name[claude..] : name);
            var version = match.Groups["version"].Value.Replace('-', '.');
            var digits = version.TrimEnd([.. "abcdefghijklmnopqrstuvwxyz"]);
            return new Name(
                match.Groups["family"].Value,
                version,
                double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : 0);
        }
    }
}
