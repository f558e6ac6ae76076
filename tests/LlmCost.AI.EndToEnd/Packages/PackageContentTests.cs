using System.IO.Compression;
using System.Xml.Linq;
using LlmCost.AI.EndToEnd.Backend;

namespace LlmCost.AI.EndToEnd.Packages;

/// <summary>Checks the contents of the packages, and their metadata in the gallery.</summary>
public sealed class PackageContentTests(PackedPackages packed)
{
    private const long MiB = 1024 * 1024;

    /// <summary>The maximum sizes of packages. The tool contains the native SQLite library of each platform.</summary>
    private static readonly Dictionary<string, long> s_limits = new() { ["LlmCost.AI.Tool"] = 40 * MiB };

    [Fact]
    public async Task EachPackage_HasTheMetadataOfTheGallery()
    {
        foreach (var package in (await packed.GetAsync(TestContext.Current.CancellationToken)).Files)
        {
            using var archive = ZipFile.OpenRead(package);
            var id = IdOf(package);
            var metadata = Metadata(archive);
            Assert.Equal("icon.png", metadata["icon"]);
            Assert.Equal("README.md", metadata["readme"]);
            Assert.Equal("MIT", metadata["license"]);
            Assert.Equal($"https://www.nuget.org/packages/{id}", metadata["projectUrl"]);
            Assert.Contains("llm", metadata["tags"].Split(' '));
            Assert.InRange(metadata["description"].Length, 40, 250);
            Assert.NotNull(archive.GetEntry("icon.png"));
            Assert.NotNull(archive.GetEntry("README.md"));
            Assert.InRange(new FileInfo(package).Length, 1, s_limits.GetValueOrDefault(id, 2 * MiB));
        }
    }

    [Fact]
    public async Task ImagesOfAReadme_HaveTheAddressOfTheCommit_SinceTheGalleryShowsIt()
    {
        var package = (await packed.GetAsync(TestContext.Current.CancellationToken)).Files
            .Single(package => IdOf(package) is "LlmCost.AI.Ledger");
        using var archive = ZipFile.OpenRead(package);
        using var readme = new StreamReader(archive.GetEntry("README.md")!.Open());
        var packedText = await readme.ReadToEndAsync(TestContext.Current.CancellationToken);
        var text = await File.ReadAllTextAsync(
            Repository.File("src/LlmCost.AI.Ledger/README.md"), TestContext.Current.CancellationToken);
        const string Address =
            $"https://raw.githubusercontent.com/example/llmcost/{PackedPackages.Commit}/src/LlmCost.AI.Ledger/images/";

        Assert.Contains("](images/report.png)", text, StringComparison.Ordinal);
        Assert.Equal(text.Replace("](images/", $"]({Address}", StringComparison.Ordinal).Trim(), packedText.Trim());
    }

    [Fact]
    public async Task Library_HasDocumentation_AndSymbols()
    {
        foreach (var package in (await packed.GetAsync(TestContext.Current.CancellationToken)).Files
            .Where(package => IdOf(package) is not "LlmCost.AI.Tool"))
        {
            using var archive = ZipFile.OpenRead(package);
            Assert.NotNull(archive.GetEntry($"lib/net10.0/{IdOf(package)}.dll"));
            Assert.NotNull(archive.GetEntry($"lib/net10.0/{IdOf(package)}.xml"));
            using var symbols = ZipFile.OpenRead(Path.ChangeExtension(package, ".snupkg"));
            Assert.NotNull(symbols.GetEntry($"lib/net10.0/{IdOf(package)}.pdb"));
        }
    }

    [Fact]
    public async Task Core_ContainsTheAnalyzers_AndTheGuides()
    {
        var package = (await packed.GetAsync(TestContext.Current.CancellationToken)).Files
            .Single(package => IdOf(package) is "LlmCost.AI");
        using var archive = ZipFile.OpenRead(package);

        Assert.All(
            [
                "analyzers/dotnet/cs/LlmCost.AI.Analyzers.dll", "analyzers/dotnet/cs/LlmCost.AI.Analyzers.CodeFixes.dll",
                "DIAGNOSTICS.md", "THIRD-PARTY-NOTICES.txt", "skills/llmcost/SKILL.md",
            ],
            file => Assert.NotNull(archive.GetEntry(file)));
    }

    /// <summary>Returns the id of a package file.</summary>
    internal static string IdOf(string package) => Path.GetFileName(package)[..^$".{PackedPackages.Version}.nupkg".Length];

    private static Dictionary<string, string> Metadata(ZipArchive archive)
    {
        using var nuspec = archive.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        return XDocument.Load(nuspec).Root!.Elements().Single(element => element.Name.LocalName is "metadata").Elements()
            .ToDictionary(element => element.Name.LocalName, element => element.Value);
    }
}
