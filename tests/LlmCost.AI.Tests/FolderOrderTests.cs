using System.Text.RegularExpressions;

namespace LlmCost.AI.Tests;

/// <summary>
/// Enforces an order of the folders of each project. A file may use only types of its own folder and of earlier folders.
/// </summary>
public sealed partial class FolderOrderTests
{
    /// <summary>The folders of each project, from first to last, for projects that have folders. Add new folders here.</summary>
    private static readonly Dictionary<string, string[]> s_orders = new()
    {
        ["LlmCost.AI"] =
        [
            "Providers", "Usage", "Wire", "Pricing", "PriceLists", "Records", "Attribution", "Telemetry", "Options", "Budgets",
            "Metering",
            "DependencyInjection",
            "ChatCompletion", "Embeddings", "Image", "SpeechToText", "TextToSpeech", "Realtime", "Http",
        ],
        ["LlmCost.AI.AspNetCore"] = ["Options", "Refusals", "Health", "History", "Answers", "Api", "Access", "Assets", "Mapping"],
        ["LlmCost.AI.Ledger"] =
        [
            "Options", "Records", "Storage", "Archive", "Writing", "Reading", "Closing", "Forwarding", "History", "Registration",
            "Reports", "Focus", "WhatIf", "Forecasting",
        ],
        ["LlmCost.AI.Reconciliation"] =
        [
            "Bills", "Storage", "Pulling", "Importing", "Comparison", "Causes", "Reports", "Allocation", "Worker",
        ],
        ["LlmCost.AI.SemanticKernel"] = ["Connectors", "Calls", "Functions", "Registration"],
        ["LlmCost.AI.Tool"] = ["Pricing", "Budgets", "Ledger", "Billing", "Commands"],
    };

    private static readonly string s_sources = Path.Combine(Root(AppContext.BaseDirectory), "src");

    public static TheoryData<string> Projects { get; } =
        [.. Directory.GetDirectories(s_sources).Where(project => Folders(project).Any()).Select(
            project => Path.GetRelativePath(s_sources, project))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void File_UsesNoTypeOfALaterFolder(string project)
    {
        Assert.True(
            s_orders.TryGetValue(project, out var order),
            $"{project} has folders but no order; add one to {nameof(FolderOrderTests)}.");
        var files = Folders(Path.Combine(s_sources, project))
            .SelectMany(folder => Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories))
            .Select(path => (
                Path: path,
                Folder: Path.GetRelativePath(Path.Combine(s_sources, project), path).Split(Path.DirectorySeparatorChar)[0]))
            .Select(file => (file.Path, file.Folder, Code: Code(File.ReadAllText(file.Path))))
            .ToList();
        Assert.All(
            files, file => Assert.True(order.Contains(file.Folder), $"{project}/{file.Folder} is not in the order."));
        var folders = files
            .SelectMany(
                file => DeclaredType().Matches(file.Code).Select(match => (Type: match.Groups["name"].Value, file.Folder)))
            .DistinctBy(declared => declared.Type)
            .ToDictionary(declared => declared.Type, declared => declared.Folder);

        var upward =
            from file in files
            from type in UsedName().Matches(file.Code).Select(match => match.Value).Distinct()
            where folders.TryGetValue(type, out var folder) && Array.IndexOf(order, folder) > Array.IndexOf(order, file.Folder)
            select $"{Path.GetRelativePath(s_sources, file.Path)} is in {file.Folder} and uses {type} of the later folder "
                + $"{folders[type]}";

        var faults = string.Join(Environment.NewLine, upward);
        Assert.True(faults.Length is 0, faults);
    }

    private static IEnumerable<string> Folders(string project) =>
        Directory.GetDirectories(project).Where(folder =>
            Path.GetFileName(folder) is not ("bin" or "obj")
                && Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Any());

    private static string Root(string folder) =>
        File.Exists(Path.Combine(folder, "LlmCost.AI.sln")) ? folder : Root(Path.GetDirectoryName(folder)!);

    /// <summary>
    /// Returns the code without comments and string literals. Expressions in interpolated strings are kept.
    /// </summary>
    private static string Code(string text)
    {
        text = Comment().Replace(text, "");
        text = RawText().Replace(text, "\"\"");
        text = Text().Replace(
            text,
            match => match.Value.StartsWith('$')
                ? string.Join(' ', Hole().Matches(match.Value).Select(hole => hole.Value))
                : "\"\"");
        return text.Replace("LlmCost.AI.", "", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"//[^\n]*|/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex("\"\"\".*?\"\"\"", RegexOptions.Singleline)]
    private static partial Regex RawText();

    [GeneratedRegex("""\$?@?"(?:\\.|[^"\\\n])*" """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Text();

    [GeneratedRegex(@"\{[^{}]*\}")]
    private static partial Regex Hole();

    [GeneratedRegex(
        @"^(?:public|internal) (?:(?:static|sealed|abstract|readonly|ref|partial) )*"
            + @"(?:class|struct|record struct|record|enum|interface) (?<name>\w+)",
        RegexOptions.Multiline)]
    private static partial Regex DeclaredType();

    /// <summary>
    /// Matches a name that may be a type. Does not match accessed members, assigned or declared properties, or named arguments.
    /// </summary>
    [GeneratedRegex(@"(?<![.\w])[A-Z]\w+(?!\w|\s*=|\s*\{ get|:\s)")]
    private static partial Regex UsedName();
}
