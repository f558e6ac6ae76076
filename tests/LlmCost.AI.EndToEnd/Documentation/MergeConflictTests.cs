using LlmCost.AI.EndToEnd.Backend;

namespace LlmCost.AI.EndToEnd.Documentation;

/// <summary>Checks that text files of the repository have no conflict markers.</summary>
public sealed class MergeConflictTests
{
    private static readonly string[] s_folders = ["src", "tests", "samples", "grafana", "otel"];

    private static readonly string[] s_extensions =
    [
        ".cs", ".csproj", ".css", ".json", ".md", ".mjs", ".props", ".proto", ".sh", ".sql", ".ts", ".tsx", ".txt",
        ".yaml", ".yml",
    ];

    [Fact]
    public void TextFiles_HaveNoConflictMarkers() => FileFaults.AssertNone(
        from path in TextFiles()
        from line in File.ReadLines(path).Index()
        where line.Item.StartsWith("<<<<<<< ", StringComparison.Ordinal)
            || line.Item.StartsWith(">>>>>>> ", StringComparison.Ordinal)
        select $"{Path.GetRelativePath(Repository.Root, path)}:{line.Index + 1}: {line.Item}");

    private static IEnumerable<string> TextFiles() =>
        from folder in s_folders
        from path in Directory.EnumerateFiles(Repository.File(folder), "*", SearchOption.AllDirectories)
        where s_extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase)
            && !Path.GetRelativePath(Repository.Root, path).Split(Path.DirectorySeparatorChar)
                .Any(part => part is "bin" or "obj" or "node_modules")
        orderby path
        select path;
}
