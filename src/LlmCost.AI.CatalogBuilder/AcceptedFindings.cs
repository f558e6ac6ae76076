using System.IO.Enumeration;

namespace LlmCost.AI.CatalogBuilder;

/// <summary>
/// Contains the findings of <see cref="ConsistencyCheck"/> that were accepted, each with the reason why it is not an error.
/// </summary>
/// <remarks>
/// The file has a line for each group of findings: the provider, the model, the part and the reason, separated by <c>|</c>. The
/// provider, the model and the part can contain the wildcard <c>*</c>. A line that starts with <c>#</c> is a comment.
/// </remarks>
internal sealed class AcceptedFindings
{
    private readonly IReadOnlyList<string[]> _lines;

    private AcceptedFindings(IReadOnlyList<string[]> lines) => _lines = lines;

    public static AcceptedFindings Read(string path) => new(
    [
        .. File.ReadLines(path)
            .Where(line => line.Length > 0 && !line.StartsWith('#'))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries) is { Length: 4 } parts && parts[3].Length > 0
                ? parts
                : throw new FormatException($"'{line}' is not 'provider | model | part | reason'.")),
    ]);

    /// <summary>Returns the findings that no line accepts.</summary>
    public IReadOnlyList<ConsistencyFinding> New(IReadOnlyList<ConsistencyFinding> findings) =>
        [.. findings.Where(finding => !_lines.Any(line => Matches(line, finding)))];

    /// <summary>Returns the lines of the file that match none of the findings.</summary>
    public IReadOnlyList<string> Outdated(IReadOnlyList<ConsistencyFinding> findings) =>
        [.. _lines.Where(line => !findings.Any(finding => Matches(line, finding))).Select(line => string.Join(" | ", line))];

    private static bool Matches(string[] line, ConsistencyFinding finding) =>
        FileSystemName.MatchesSimpleExpression(line[0], finding.Provider)
        && FileSystemName.MatchesSimpleExpression(line[1], finding.Model)
        && FileSystemName.MatchesSimpleExpression(line[2], finding.Part);
}
