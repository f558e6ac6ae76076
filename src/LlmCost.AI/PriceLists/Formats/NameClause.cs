using System.Text.Json;
using System.Text.RegularExpressions;

namespace LlmCost.AI;

/// <summary>Represents a match clause of genai-prices for names of models or providers.</summary>
/// <remarks>Names are compared in lower case. Patterns are applied to the lower-case name.</remarks>
internal abstract record NameClause
{
    private const int MaxDepth = 16;

    /// <summary>The time limit of a pattern. Names are short, so a match that exceeds this limit indicates an attack.</summary>
    private static readonly TimeSpan s_patternTimeout = TimeSpan.FromMilliseconds(50);

    /// <summary>Gets the number of patterns in the clause that can take up to the time limit.</summary>
    public virtual int SlowPatterns => 0;

    /// <summary>True if a lower-case name matches the clause.</summary>
    public abstract bool IsMatch(string name);

    /// <summary>Reads a clause such as <c>{"or": [{"equals": "gpt-4o"}, {"starts_with": "gpt-4o-2024"}]}</c>.</summary>
    /// <exception cref="FormatException">The clause is empty, has an unknown operator, or is nested too deeply.</exception>
    public static NameClause Read(JsonElement clause, int depth = 0)
    {
        if (depth > MaxDepth)
        {
            throw new FormatException($"a match clause is nested deeper than {MaxDepth} levels");
        }

        foreach (var property in clause.EnumerateObject())
        {
            return property.Name switch
            {
                "equals" => new EqualsClause(Text(property)),
                "starts_with" => new StartsWithClause(Text(property)),
                "ends_with" => new EndsWithClause(Text(property)),
                "contains" => new ContainsClause(Text(property)),
                "regex" => new RegexClause(Pattern(PriceListReader.Text(property.Value, property.Name))),
                "or" => new OrClause([.. property.Value.EnumerateArray().Select(part => Read(part, depth + 1))]),
                "and" => new AndClause([.. property.Value.EnumerateArray().Select(part => Read(part, depth + 1))]),
                _ => throw new FormatException(
                    $"'{property.Name}' is not a match operator; use equals, starts_with, ends_with, contains, regex, or, and"),
            };
        }

        throw new FormatException("a match clause is empty");
    }

    /// <summary>
    /// Creates a regular expression that runs in linear time, or with a time limit if .NET does not support linear time for the
    /// pattern.
    /// </summary>
    /// <exception cref="ArgumentException">The pattern is not a valid regular expression.</exception>
    public static Regex Pattern(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (NotSupportedException)
        {
            return new Regex(pattern, RegexOptions.CultureInvariant, s_patternTimeout);
        }
    }

    private static string Text(JsonProperty property) => PriceListReader.Text(property.Value, property.Name).ToLowerInvariant();

    private sealed record EqualsClause(string Value) : NameClause
    {
        public override bool IsMatch(string name) => name == Value;
    }

    private sealed record StartsWithClause(string Value) : NameClause
    {
        public override bool IsMatch(string name) => name.StartsWith(Value, StringComparison.Ordinal);
    }

    private sealed record EndsWithClause(string Value) : NameClause
    {
        public override bool IsMatch(string name) => name.EndsWith(Value, StringComparison.Ordinal);
    }

    private sealed record ContainsClause(string Value) : NameClause
    {
        public override bool IsMatch(string name) => name.Contains(Value, StringComparison.Ordinal);
    }

    private sealed record RegexClause(Regex Value) : NameClause
    {
        public override int SlowPatterns => Value.Options.HasFlag(RegexOptions.NonBacktracking) ? 0 : 1;

        public override bool IsMatch(string name)
        {
            try
            {
                return Value.IsMatch(name);
            }
            catch (RegexMatchTimeoutException)
            {
                return false;
            }
        }
    }

    private sealed record OrClause(NameClause[] Parts) : NameClause
    {
        public override int SlowPatterns => Parts.Sum(part => part.SlowPatterns);

        public override bool IsMatch(string name) => Array.Exists(Parts, part => part.IsMatch(name));
    }

    private sealed record AndClause(NameClause[] Parts) : NameClause
    {
        public override int SlowPatterns => Parts.Sum(part => part.SlowPatterns);

        public override bool IsMatch(string name) => Array.TrueForAll(Parts, part => part.IsMatch(name));
    }
}
