using System.Text.Json;
using System.Xml.Linq;
using LlmCost.AI.EndToEnd.Backend;
using LlmCost.AI.EndToEnd.Documentation;

namespace LlmCost.AI.EndToEnd.Packages;

/// <summary>Installs the packages in a new project.</summary>
public sealed class RestoreTests(PackedPackages packed)
{
    /// <summary>Packages that are used in READMEs, but are not dependencies of the packages under test.</summary>
    private static readonly string[] s_others =
    [
        "Azure.AI.OpenAI", "Azure.Identity", "Microsoft.Extensions.AI.OpenAI", "Microsoft.SemanticKernel",
        "OpenTelemetry.Exporter.Prometheus.AspNetCore",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task NewProject_RestoresThePackages_CompilesTheReadmes_AndRunsTheFirstSnippet()
    {
        var (feed, packages) = await packed.GetAsync(Token);
        var folder = Directory.CreateTempSubdirectory("llmcost-new-project-");
        try
        {
            var libraries = packages.Select(PackageContentTests.IdOf).Where(id => id is not "LlmCost.AI.Tool").ToList();
            WriteProject(folder.FullName, feed, libraries);
            WriteSnippets(folder.FullName);

            var build = await DotnetAsync(
                folder, "build", "-c", "Release", "-nologo", "-clp:NoSummary", "--disable-build-servers");

            // The analyzers of the package report only the intended mistake, with the link to its documentation.
            Assert.Contains("WrongOrder.cs(5,", build, StringComparison.Ordinal);
            Assert.Contains("warning LLMCOST101", build, StringComparison.Ordinal);
            Assert.Contains("https://www.nuget.org/packages/LlmCost.AI#diagnostics", build, StringComparison.Ordinal);

            // Editors find the schema of each package that has one.
            using var items = JsonDocument.Parse(await DotnetAsync(folder, "msbuild", "-getItem:JsonSchemaSegment"));
            var schemas = items.RootElement.GetProperty("Items").GetProperty("JsonSchemaSegment").EnumerateArray()
                .Select(item => item.GetProperty("FullPath").GetString()!)
                .Where(path => path.Contains("llmcost", StringComparison.OrdinalIgnoreCase))
                .ToList();
            Assert.Equal(
                OptionsSection.All.Select(section => section.Package.ToLowerInvariant()).Distinct().Order(StringComparer.Ordinal),
                schemas.Select(path => Path.GetRelativePath(Path.Combine(folder.FullName, "packages"), path).Split('/')[0])
                    .Order(StringComparer.Ordinal));
            Assert.All(schemas, path => Assert.True(File.Exists(path), path));

            await SnippetTests.AssertPrintsTheBillAsync(environment => CommandLine.RunAsync(
                "dotnet", [Path.Combine(folder.FullName, "bin/Release/net10.0/NewProject.dll")], environment, Token));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Task<string> DotnetAsync(DirectoryInfo folder, string command, params string[] arguments) =>
        CommandLine.RunAsync(
            "dotnet",
            [command, Path.Combine(folder.FullName, "NewProject.csproj"), .. arguments],
            new Dictionary<string, string?> { ["CI"] = null, ["NUGET_PACKAGES"] = null },
            Token,
            TimeSpan.FromMinutes(5));

    /// <summary>
    /// Writes a project outside the repository. The packages of this repository are restored from the feed into an empty folder.
    /// All other packages come from the package cache of the machine.
    /// </summary>
    private static void WriteProject(string folder, string feed, List<string> libraries)
    {
        var versions = XDocument.Load(Repository.File("Directory.Packages.props")).Descendants("PackageVersion")
            .ToDictionary(package => package.Attribute("Include")!.Value, package => package.Attribute("Version")!.Value);
        var references = libraries.Select(id => (Id: id, Version: PackedPackages.Version))
            .Concat(s_others.Select(id => (Id: id, Version: versions[id])))
            .Select(package => $"    <PackageReference Include=\"{package.Id}\" Version=\"{package.Version}\" />");
        File.WriteAllText(Path.Combine(folder, "NewProject.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk.Web">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <!-- The mistake that the test expects, and fragments that await nothing. -->
                <WarningsNotAsErrors>LLMCOST101</WarningsNotAsErrors>
                <!-- The machine has the versions of transitive packages that the solution resolves. -->
                <NoWarn>$(NoWarn);CS1998;NU1603</NoWarn>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup>
            {string.Join('\n', references)}
              </ItemGroup>
            </Project>
            """);

        var machine = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        File.WriteAllText(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="packages" /></config>
              <packageSources><clear /><add key="feed" value="{feed}" /></packageSources>
              <fallbackPackageFolders><clear /><add key="machine" value="{machine}" /></fallbackPackageFolders>
            </configuration>
            """);
    }

    private static void WriteSnippets(string folder)
    {
        var first = SnippetTests.Snippets("README.md").First();
        File.WriteAllText(Path.Combine(folder, "Program.cs"), first.Text);
        File.Copy(
            Repository.File("tests/LlmCost.AI.EndToEnd/Documentation/SurroundingApp.cs"),
            Path.Combine(folder, "SurroundingApp.cs"));
        File.WriteAllText(Path.Combine(folder, "WrongOrder.cs"), """
            using Microsoft.Extensions.AI;

            static class WrongOrder
            {
                public static object Create(IChatClient client) => client.AsBuilder().UseCostMetering().UseFunctionInvocation();
            }
            """);

        var pages = MarkdownFile.All.Keys.Where(page =>
            page is "README.md" || page.StartsWith("src/LlmCost.AI", StringComparison.Ordinal));
        var snippets =
            from page in pages
            from snippet in SnippetTests.Snippets(page)
            where snippet != first
            select (page, snippet);
        foreach (var (index, (page, snippet)) in snippets.Index())
        {
            File.WriteAllText(
                Path.Combine(folder, $"Snippet{index}.cs"),
                SnippetCompiler.Fragment(snippet, SnippetTests.UsingsBefore(page, snippet.FirstLine), $"Snippet{index}"));
        }
    }
}
