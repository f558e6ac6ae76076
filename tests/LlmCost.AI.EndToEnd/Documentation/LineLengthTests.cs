using System.Globalization;
using LlmCost.AI.EndToEnd.Backend;

namespace LlmCost.AI.EndToEnd.Documentation;

/// <summary>Checks the length of lines of code.</summary>
public sealed class LineLengthTests
{
    private const string Setting = "max_line_length = ";

    private static readonly int s_limit = ReadLimit();

    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    public void LinesOfCode_AreNotLongerThanConfigured(string folder) =>
        FileFaults.AssertNone(
            from path in CodeFiles(folder)
            from line in File.ReadLines(path).Index()
            where line.Item.Length > s_limit
            select $"{Path.GetRelativePath(Repository.Root, path)}:{line.Index + 1}: {line.Item.Length} of {s_limit} characters");

    private static IEnumerable<string> CodeFiles(string folder) =>
        from path in Directory.EnumerateFiles(Repository.File(folder), "*.cs", SearchOption.AllDirectories)
        where !Path.GetRelativePath(Repository.Root, path).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj")
        orderby path
        select path;

    /// <summary>Returns the line length in the section <c>[*.cs]</c> of <c>.editorconfig</c>.</summary>
    private static int ReadLimit()
    {
        var setting = File.ReadLines(Repository.File(".editorconfig"))
            .SkipWhile(line => line is not "[*.cs]")
            .Skip(1)
            .TakeWhile(line => !line.StartsWith('['))
            .Single(line => line.StartsWith(Setting, StringComparison.Ordinal));
        return int.Parse(setting[Setting.Length..], CultureInfo.InvariantCulture);
    }
}
