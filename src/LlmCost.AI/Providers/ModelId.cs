using System.Text.RegularExpressions;

namespace LlmCost.AI;

/// <summary>Spellings of one model's name.</summary>
internal static partial class ModelId
{
    /// <summary>The name as price lists are keyed: case and blanks around it don't matter.</summary>
    public static string? Normalize(string? model) => string.IsNullOrWhiteSpace(model) ? null : model.Trim().ToLowerInvariant();

    /// <summary>
    /// The names under which a list may have a model, the most exact first: as it is, without what a platform puts around it,
    /// without a snapshot's date.
    /// </summary>
    /// <param name="model">The normalised name.</param>
    public static IEnumerable<string> Spellings(string model)
    {
        yield return model;

        var bare = WithoutPlatform(model);
        if (bare is not null)
        {
            yield return bare;
        }

        if (WithoutSnapshot(bare ?? model) is { } family)
        {
            yield return family;
        }
    }

    /// <summary>
    /// The name without the date of a snapshot (<c>gpt-5.1-2025-11-13</c>, <c>claude-haiku-4-5-20251001</c>) or the version that
    /// Vertex AI puts behind an <c>@</c>, or <see langword="null"/> if it has none. Nothing else is ever cut off: a longer name
    /// is another model.
    /// </summary>
    public static string? WithoutSnapshot(string model)
    {
        var match = Snapshot().Match(model);
        return match.Success && match.Index > 0 ? model[..match.Index] : null;
    }

    /// <summary>
    /// The provider in front of a name (<c>anthropic/claude-sonnet-4.5</c>) and the rest, or <see langword="null"/> if there is
    /// none.
    /// </summary>
    public static (string Provider, string Model)? SplitProvider(string? model) =>
        model?.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash && slash < model.Length - 1
            ? (KnownProviders.Canonical(model[..slash])!, model[(slash + 1)..])
            : null;

    /// <summary>
    /// The name inside a resource's path (<c>models/gemini-2.5-pro</c>, <c>publishers/google/models/gemini-2.5-pro</c>), or of a
    /// fine-tuned model without its owner (<c>ft:gpt-4o-2024-08-06:acme::id</c>); <see langword="null"/> if it is neither.
    /// </summary>
    private static string? WithoutPlatform(string model) => Platform().Match(model) is { Success: true } match ? match.Groups["model"].Value : null;

    [GeneratedRegex(@"(-20\d{2}-\d{2}-\d{2}|-20\d{6}|@[a-z0-9-]+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Snapshot();

    [GeneratedRegex(
        "^(?:(?:projects/.+/)?(?:publishers/[^/]+/)?models/(?<model>[^/]+)|(?<model>ft:[^:]+):.*)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Platform();
}
