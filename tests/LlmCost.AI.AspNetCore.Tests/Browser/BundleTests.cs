using System.IO.Compression;
using LlmCost.AI.EndToEnd.Backend;

namespace LlmCost.AI.Tests;

/// <summary>
/// Tests that the committed files of the page match their source. The files are committed so that building the library does not
/// require Node.js.
/// </summary>
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
            Content(Path.Combine(committed, file)), Content(Path.Combine(_folder.FullName, file))));
    }

    [Fact]
    public async Task LogicOfThePage_PassesItsOwnTests() => await CommandLine.RunAsync(
        "npm", ["--prefix", App, "test"], new Dictionary<string, string?>(), TestContext.Current.CancellationToken);

    [Fact]
    public void Assembly_HasAtMost350Kilobytes()
    {
        var length = new FileInfo(typeof(LlmCostDashboardOptions).Assembly.Location).Length;
        TestContext.Current.SendDiagnosticMessage($"The assembly has {length / 1024} KB.");
        Assert.InRange(length, 100 * 1024, 350 * 1024);
    }

    /// <summary>
    /// Returns the decompressed content of a file, because versions of Node.js may compress the same content differently.
    /// </summary>
    private static string Content(string file)
    {
        using var content = new StreamReader(new BrotliStream(File.OpenRead(file), CompressionMode.Decompress));
        return content.ReadToEnd();
    }

    private static List<string> Files(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file))
            .Order(StringComparer.Ordinal),
    ];
}
