using System.IO.Compression;
using System.Reflection;
using System.Xml.Linq;
using LlmCost.AI.EndToEnd.Backend;

namespace LlmCost.AI.EndToEnd;

/// <summary>The packages of a stable release.</summary>
public sealed class PackageDependenciesTests
{
    private const string List = "PackageDependencies.txt";

    [Fact]
    public async Task StablePackages_ArePackedWithoutAWarning_AndHaveTheListedDependencies()
    {
        var assembly = typeof(PackageDependenciesTests).Assembly;
        var configuration = assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        var folder = Directory.CreateTempSubdirectory("llmcost").FullName;
        try
        {
            // The version of the library is left out, so that the list stays the same from release to release.
            await CommandLine.RunAsync(
                "dotnet",
                [
                    "pack", "LlmCost.AI.sln", "-c", configuration, "--no-build", "-warnaserror", "-o", folder,
                    "-p:VersionPrefix=1.0.0", "-p:VersionSuffix=", "-p:WarnOnPackingNonPackableProject=false",
                    "-m:1", "--disable-build-servers",
                ],
                new Dictionary<string, string?>(),
                TestContext.Current.CancellationToken);
            var packages = Directory.GetFiles(folder, "*.nupkg").Order(StringComparer.Ordinal);
            var actual = string.Concat(packages.Select(DependenciesOf));

            var list = Path.Combine(AppContext.BaseDirectory, List);
            var received = Path.ChangeExtension(list, ".received.txt");
            File.WriteAllText(received, actual);
            Assert.True(
                File.ReadAllText(list).ReplaceLineEndings("\n") == actual,
                $"The dependencies of the packages have changed. If that is intended, copy {received} over the {List} of this "
                + $"test project, and add the change to the CHANGELOG.md of each package.{Environment.NewLine}{actual}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Returns the id of a package, and below it a line with the id and version range of each dependency.</summary>
    private static string DependenciesOf(string package)
    {
        using var archive = ZipFile.OpenRead(package);
        using var nuspec = archive.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        var metadata = XDocument.Load(nuspec).Root!.Elements().Single(element => element.Name.LocalName == "metadata");
        var id = metadata.Elements().Single(element => element.Name.LocalName == "id").Value;
        var dependencies = metadata.Descendants().Where(element => element.Name.LocalName == "dependency");

        return id + "\n" + string.Concat(dependencies.Select(dependency =>
            $"  {dependency.Attribute("id")!.Value} {dependency.Attribute("version")!.Value}\n"));
    }
}
