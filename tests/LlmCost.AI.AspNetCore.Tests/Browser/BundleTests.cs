using System.IO.Compression;
using LlmCost.AI.EndToEnd.Backend;

namespace LlmCost.AI.Tests;

/// <summary>The committed files of the page match its source, so that building the library does not require Node.</summary>
public sealed class BundleTests : IDisposable
{
    private const string App = "src/LlmCost.AI.AspNetCore/app";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("llmcost-page-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Files_MatchTheBuildOfTheSource()
    {
        await CommandLine.RunAsync(
            "npm",
            ["--prefix", App, "run", "build", "--", _folder.FullName],
            new Dictionary<string, string?>(),
            TestContext.Current.CancellationToken);

        var committed = Repository.File("src/LlmCost.AI.AspNetCore/Assets/dist");
        var built = Files(_folder.FullName);
        Assert.Equal(Files(committed), built);
        Assert.All(built, file => Assert.Equal(
            File.ReadAllBytes(Path.Combine(committed, file)), File.ReadAllBytes(Path.Combine(_folder.FullName, file))));
    }

    [Fact]
    public async Task LogicOfThePage_PassesItsOwnTests() => await CommandLine.RunAsync(
        "npm", ["--prefix", App, "test"], new Dictionary<string, string?>(), TestContext.Current.CancellationToken);

    [Fact]
    public void Assembly_AddsAtMost350KilobytesToAPackage()
    {
        var assembly = File.ReadAllBytes(typeof(LlmCostDashboardOptions).Assembly.Location);
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(assembly);
        }

        TestContext.Current.SendDiagnosticMessage(
            $"The assembly has {assembly.Length / 1024} KB, and {packed.Length / 1024} KB in a package.");
        Assert.InRange(packed.Length, 100 * 1024, 350 * 1024);
    }

    private static List<string> Files(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file))
            .Order(StringComparer.Ordinal),
    ];
}
