using System.Text.RegularExpressions;

namespace LlmCost.AI;

/// <summary>The likely meaning of the name of an Azure meter.</summary>
/// <remarks>
/// Names of meters have no documented format, so the result is a guess. It is <see cref="None"/> if the model or the unit is not
/// found.
/// </remarks>
internal sealed partial record AzureMeter
{
    /// <summary>Gets the result for a meter whose model and unit are unknown.</summary>
    public static AzureMeter None { get; } = new();

    public string? Model { get; private init; }

    public string? Unit { get; private init; }

    public string? ServiceTier { get; private init; }

    public string? Region { get; private init; }

    /// <summary>Gets a value indicating whether the meter is for reserved capacity, not for usage.</summary>
    public bool IsCommitment { get; private init; }

    /// <summary>Reads a name such as <c>gpt 4o 0513 Input global Tokens</c>.</summary>
    public static AzureMeter Guess(string name, DateTimeOffset day)
    {
        var words = Words().Matches(name).Select(match => match.Value.ToLowerInvariant()).ToList();
        if (words.Exists(word => word is "provisioned" or "ptu" or "ptus"))
        {
            return new AzureMeter { IsCommitment = true };
        }

        var end = words.FindIndex(IsKeyword);
        var unit = UnitOf(words);
        return end > 0 && unit is not null && ModelOf(words[..end], day) is { } model
            ? new AzureMeter
            {
                Model = model,
                Unit = unit,
                ServiceTier = TierOf(words),
                Region = RegionOf(words),
            }
            : None;
    }

    private static bool IsKeyword(string word) =>
        IsInput(word) || IsOutput(word) || IsCached(word) || RegionOf([word]) is not null || TierOf([word]) is not null
            || word is "wr" or "write" or "shortco" or "longco" or "aud" or "img" or "image" or "txt" or "text" or "tokens"
                or "token";

    private static bool IsInput(string word) => word is "inp" or "inpt" or "input" or "in";

    private static bool IsOutput(string word) => word is "opt" or "outp" or "outpt" or "output" or "out";

    private static bool IsCached(string word) => word is "cd" or "cchd" or "cached" or "cache";

    private static string? TierOf(List<string> words) =>
        words.Contains("batch") ? "batch" : words.Exists(word => word is "pp" or "priority") ? "priority" : null;

    private static string? RegionOf(List<string> words) => words.Select(word => word switch
    {
        "gl" or "glbl" or "global" => "global",
        "dz" or "dzone" or "datazone" => "datazone",
        "rgnl" or "regnl" or "regional" => "regional",
        _ => null,
    }).FirstOrDefault(region => region is not null);

    private static string? UnitOf(List<string> words)
    {
        var isWritten = words.Exists(word => word is "wr" or "write");
        var isCached = words.Exists(IsCached);
        var kind = words.Exists(word => word is "aud" or "audio") ? "_audio"
            : words.Exists(word => word is "img" or "image") ? "_image"
            : "";
        return (isCached, words.Exists(IsInput), words.Exists(IsOutput)) switch
        {
            (true, _, false) when isWritten => kind is "" ? "input_cache_write" : null,
            (true, _, false) => $"input{kind}_cache_read",
            (false, true, false) => $"input{kind}",
            (false, false, true) => $"output{kind}",
            _ => null,
        };
    }

    /// <summary>Finds the model in the words before the first keyword, such as <c>gpt 4o 0513</c> or <c>4o mini</c>.</summary>
    private static string? ModelOf(List<string> words, DateTimeOffset day)
    {
        while (words.Count > 0 && IsDate(words[^1]))
        {
            words = words[..^1];
        }

        // Both spellings occur: "gpt5" and "gpt 5".
        var text = string.Join('-', words);
        return new[] { text, GptWithoutHyphen().Replace(text, "gpt-"), $"gpt-{text}" }
            .FirstOrDefault(name => name.Length > 0
                && (PriceCatalog.Default.TryGetPrice(ProviderNames.AzureOpenAI, name, day, out _)
                    || PriceCatalog.Default.TryGetPrice(ProviderNames.AzureAIInference, name, day, out _)));
    }

    /// <summary>Returns true for the month and day of a version, such as <c>0513</c>.</summary>
    private static bool IsDate(string word) => word.Length is 4 && word.All(char.IsAsciiDigit);

    [GeneratedRegex(@"[A-Za-z0-9.]+")]
    private static partial Regex Words();

    [GeneratedRegex(@"^gpt(?=\d)")]
    private static partial Regex GptWithoutHyphen();
}
