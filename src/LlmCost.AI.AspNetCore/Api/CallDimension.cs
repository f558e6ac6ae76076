using System.Text.Json;

namespace LlmCost.AI;

/// <summary>A property by which calls are grouped or filtered, such as <c>model</c> or <c>tag:team</c>.</summary>
internal readonly record struct CallDimension(string Name, int Tag = -1)
{
    private const string TagPrefix = "tag:";
    private const string Class = "class";

    private static readonly string[] s_names = ["model", "feature", "provider", "operation", Class];

    /// <summary>Gets a value indicating whether costs are grouped by token class.</summary>
    public bool IsClass => Name is Class;

    /// <summary>Gets a value indicating whether the dimension is a tag.</summary>
    public bool IsTag => Tag >= 0;

    /// <summary>Finds a dimension.</summary>
    /// <param name="name">The name in the query string.</param>
    /// <param name="tagNames">The names of the tags by which calls can be grouped.</param>
    public static CallDimension? Find(string name, IReadOnlyList<string> tagNames)
    {
        if (s_names.Contains(name))
        {
            return new CallDimension(name);
        }

        for (var i = 0; i < tagNames.Count; i++)
        {
            if (name.StartsWith(TagPrefix, StringComparison.Ordinal) && name.AsSpan(TagPrefix.Length).SequenceEqual(tagNames[i]))
            {
                return new CallDimension(name, i);
            }
        }

        return null;
    }

    /// <summary>Returns the name of a token class.</summary>
    public static string NameOf(TokenClass tokenClass) => JsonNamingPolicy.SnakeCaseLower.ConvertName(tokenClass.ToString());

    /// <summary>Returns the value that the calls of a series have in this dimension, or null if they have none.</summary>
    public string? ValueOf(CallSeries series) => Name switch
    {
        "model" => series.Model,
        "feature" => series.Feature,
        "provider" => series.Provider,
        "operation" => series.Operation,
        _ when series.IsOther => CallSeries.Other.Model,
        _ => IsTag && Tag < series.Tags.Values.Count ? series.Tags.Values[Tag] : null,
    };
}
