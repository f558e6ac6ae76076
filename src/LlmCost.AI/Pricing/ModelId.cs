using System.Text.RegularExpressions;

namespace LlmCost.AI;

/// <summary>Spellings of one model's name.</summary>
internal static partial class ModelId
{
    /// <summary>The name as price lists are keyed: case and blanks around it don't matter.</summary>
    public static string? Normalize(string? model) => string.IsNullOrWhiteSpace(model) ? null : model.Trim().ToLowerInvariant();

    /// <summary>
    /// The name without the date of a snapshot (<c>gpt-5.1-2025-11-13</c>, <c>claude-haiku-4-5-20251001</c>) or the version that Vertex AI puts
    /// behind an <c>@</c>, or <see langword="null"/> if it has none. Nothing else is ever cut off: a longer name is another model.
    /// </summary>
    public static string? WithoutSnapshot(string model)
    {
        var match = Snapshot().Match(model);
        return match.Success && match.Index > 0 ? model[..match.Index] : null;
    }

    [GeneratedRegex(@"(-20\d{2}-\d{2}-\d{2}|-20\d{6}|@[a-z0-9-]+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Snapshot();
}
