using System.Xml.Linq;
using LlmCost.AI.EndToEnd.Backend;

namespace LlmCost.AI.EndToEnd.Documentation;

/// <summary>Checks the READMEs of the packages and of the repository.</summary>
public sealed class PackageReadmeTests
{
    public static TheoryData<string> Projects =>
    [
        .. Directory.EnumerateFiles(Repository.File("src"), "*.csproj", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Repository.Root, path))
            .Where(path => Property(path, "IsPackable") is not "false")
            .Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Readme_DescribesTheInstallationOfThePackage(string project)
    {
        var command = Property(project, "PackAsTool") is "true" ? "dotnet tool install --global" : "dotnet add package";
        var readme = MarkdownFile.All[$"{Path.GetDirectoryName(project)}/README.md"];

        Assert.Contains(
            $"{command} {Path.GetFileNameWithoutExtension(project)} --prerelease",
            readme.CodeBlocks.Where(block => block.Language is "bash").SelectMany(block => block.Lines));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void RepositorysReadme_LinksToEachPackage(string project) =>
        Assert.Contains(
            $"{Path.GetDirectoryName(project)}/README.md", MarkdownFile.All["README.md"].Links.Select(link => link.Target));

    private static string? Property(string project, string name) =>
        XDocument.Load(Repository.File(project)).Descendants(name).SingleOrDefault()?.Value;
}
