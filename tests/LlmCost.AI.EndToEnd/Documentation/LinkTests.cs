using LlmCost.AI.EndToEnd.Backend;

namespace LlmCost.AI.EndToEnd.Documentation;

/// <summary>Checks the links in all Markdown files.</summary>
public sealed class LinkTests
{
    /// <summary>The folder of images in a package. The links to them become absolute when the package is packed.</summary>
    private const string PackedImages = "images/";

    public static TheoryData<string> Files => [.. MarkdownFile.All.Keys];

    public static TheoryData<string> PackageReadmes =>
        [.. MarkdownFile.All.Keys.Where(path => path.Split('/') is ["src", _, "README.md"])];

    [Theory]
    [MemberData(nameof(Files))]
    public void RelativeLinks_PointToAnExistingFileAndHeading(string file) =>
        FileFaults.AssertNone(
            from link in MarkdownFile.All[file].Links
            where !IsAbsolute(link)
            let fault = Fault(file, link.Target)
            where fault is not null
            select $"{file}:{link.Line}: {fault}");

    [Theory]
    [MemberData(nameof(PackageReadmes))]
    public void LinksInAPackagesReadme_AreAbsolute_BecauseTheGalleryShowsIt(string file) =>
        FileFaults.AssertNone(
            from link in MarkdownFile.All[file].Links
            where !IsAbsolute(link) && !link.Target.StartsWith(PackedImages, StringComparison.Ordinal)
            select $"{file}:{link.Line}: {link.Target}");

    private static bool IsAbsolute(MarkdownLink link) => link.Target.StartsWith("https://", StringComparison.Ordinal);

    private static string? Fault(string file, string target)
    {
        var (path, anchor) = target.Split('#', 2) is [var before, var after] ? (before, after) : (target, null);
        var full = Path.GetFullPath(Path.Combine(Repository.File(Path.GetDirectoryName(file)!), path));
        var linked = path.Length is 0 ? file : Path.GetRelativePath(Repository.Root, full);

        return !Path.Exists(Repository.File(linked)) ? $"there is no {linked}"
            : anchor is null ? null
            : !MarkdownFile.All.TryGetValue(linked, out var markdown) ? $"{linked} has no headings"
            : markdown.Anchors.Contains(anchor) ? null : $"{linked} has no heading #{anchor}";
    }
}
