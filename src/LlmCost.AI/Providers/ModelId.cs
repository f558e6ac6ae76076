using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace LlmCost.AI;

/// <summary>Resolves the different spellings of a model name.</summary>
internal static partial class ModelId
{
    /// <summary>The names that resellers use for the makers of models. Platforms such as Azure are not included.</summary>
    private static readonly FrozenSet<string> s_makers = FrozenSet.Create(
        StringComparer.Ordinal,
        [
            "ai21", "anthropic", "cohere", "deepseek", "deepseek-ai", "google", "meta", "minimax", "minimaxai", "mistral",
            "mistralai", "moonshotai", "openai", "qwen", "x-ai", "xai", "z-ai", "zai-org",
        ]);

    /// <summary>Returns the name in the form of price list keys: in lower case, without surrounding white space.</summary>
    public static string? Normalize(string? model) => string.IsNullOrWhiteSpace(model) ? null : model.Trim().ToLowerInvariant();

    /// <summary>
    /// Returns the names under which a list may contain a model, most specific first: the name itself, the name without a
    /// platform's path, and the name without a snapshot date.
    /// </summary>
    /// <param name="model">The normalized name.</param>
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
    /// Returns the name without the date of a snapshot (<c>gpt-5.1-2025-11-13</c>, <c>claude-haiku-4-5-20251001</c>) or the
    /// version that Vertex AI appends after an <c>@</c>, or <see langword="null"/> if it has neither. Other suffixes are not
    /// removed, because a longer name is a different model.
    /// </summary>
    public static string? WithoutSnapshot(string model)
    {
        var match = Snapshot().Match(model);
        return match.Success && match.Index > 0 ? model[..match.Index] : null;
    }

    /// <summary>
    /// Returns the provider at the start of a name (<c>anthropic/claude-sonnet-4.5</c>) and the rest of the name, or
    /// <see langword="null"/> if there is no provider.
    /// </summary>
    public static (string Provider, string Model)? SplitProvider(string? model) =>
        model?.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash && slash < model.Length - 1
            ? (KnownProviders.Canonical(model[..slash])!, model[(slash + 1)..])
            : null;

    /// <summary>
    /// Returns the name without the provider or maker at its start, which some endpoints require but price lists omit
    /// (<c>google/gemini-2.5-pro</c> at Vertex AI), or <see langword="null"/> if it starts with neither.
    /// </summary>
    public static string? WithoutMaker(string model, string provider) =>
        SplitProvider(model) is var (named, rest)
            && (named == provider || s_makers.Contains(model[..model.IndexOf('/', StringComparison.Ordinal)]))
            ? rest
            : null;

    /// <summary>
    /// Returns the name inside a resource's path (<c>models/gemini-2.5-pro</c>, <c>publishers/google/models/gemini-2.5-pro</c>)
    /// or the base model of a fine-tuned model (<c>ft:gpt-4o-2024-08-06:acme::id</c>); <see langword="null"/> if the name has
    /// neither form.
    /// </summary>
    private static string? WithoutPlatform(string model) =>
        Platform().Match(model) is { Success: true } match ? match.Groups["model"].Value : null;

    [GeneratedRegex(@"(-20\d{2}-\d{2}-\d{2}|-20\d{6}|@[a-z0-9-]+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Snapshot();

    [GeneratedRegex(
        "^(?:(?:projects/.+/)?(?:publishers/[^/]+/)?models/(?<model>[^/]+)|(?<model>ft:[^:]+):.*)$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Platform();
}
