using System.Text.RegularExpressions;
using LlmCost.AI.EndToEnd.Backend;

namespace LlmCost.AI.EndToEnd.Documentation;

/// <summary>A Markdown file of the repository, parsed in the same way as by GitHub.</summary>
internal sealed partial class MarkdownFile
{
    private static readonly string[] s_builtFolders = [".git", "bin", "obj", "node_modules"];

    private MarkdownFile(string path)
    {
        Path = path;
        var (headings, links, blocks) = (new List<string>(), new List<MarkdownLink>(), new List<CodeBlock>());
        CodeBlock? open = null;
        var number = 0;

        foreach (var line in File.ReadLines(Repository.File(path)))
        {
            number++;
            if (Fence().Match(line) is { Success: true } fence)
            {
                open = open is null ? new CodeBlock(path, fence.Groups["language"].Value, number + 1, []) : Close(open);
            }
            else if (open is not null)
            {
                open.Lines.Add(line);
            }
            else
            {
                if (Heading().Match(line) is { Success: true } heading)
                {
                    headings.Add(Anchor(heading.Groups["text"].Value, headings));
                }

                links.AddRange(Target().Matches(CodeSpan().Replace(line, ""))
                    .Select(link => new MarkdownLink(number, link.Groups["target"].Value)));
            }
        }

        (Anchors, Links, CodeBlocks) = (headings, links, blocks);

        CodeBlock? Close(CodeBlock block)
        {
            blocks.Add(block);
            return null;
        }
    }

    /// <summary>Gets all files, except those that are written by a build or a package manager.</summary>
    public static IReadOnlyDictionary<string, MarkdownFile> All { get; } =
        Find(new DirectoryInfo(Repository.Root)).Order(StringComparer.Ordinal)
            .ToDictionary(path => path, path => new MarkdownFile(path));

    /// <summary>Gets the path in the repository.</summary>
    public string Path { get; }

    /// <summary>Gets the anchors of the headings.</summary>
    public IReadOnlyList<string> Anchors { get; }

    /// <summary>Gets the targets of all links and images.</summary>
    public IReadOnlyList<MarkdownLink> Links { get; }

    /// <summary>Gets the fenced blocks.</summary>
    public IReadOnlyList<CodeBlock> CodeBlocks { get; }

    private static IEnumerable<string> Find(DirectoryInfo folder) =>
        folder.EnumerateDirectories().Where(child => !s_builtFolders.Contains(child.Name)).SelectMany(Find)
            .Concat(folder.EnumerateFiles("*.md").Select(file => System.IO.Path.GetRelativePath(Repository.Root, file.FullName)));

    /// <summary>
    /// Returns the anchor that GitHub derives from a heading: lower case, without punctuation, with hyphens for spaces.
    /// </summary>
    private static string Anchor(string heading, List<string> taken)
    {
        var anchor = Punctuation().Replace(heading.ToLowerInvariant(), "").Replace(' ', '-');
        var count = taken.Count(other => Regex.IsMatch(other, $"^{Regex.Escape(anchor)}(-\\d+)?$"));
        return count is 0 ? anchor : $"{anchor}-{count}";
    }

    [GeneratedRegex("^\\s*```(?<language>\\w*)")]
    private static partial Regex Fence();

    [GeneratedRegex("^#+ (?<text>.+?)\\s*$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex Punctuation();

    [GeneratedRegex("`[^`]*`")]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)|^\[[^\]]+\]:\s+(?<target>\S+)")]
    private static partial Regex Target();
}
