using System.Reflection;
using LlmCost.AI.EndToEnd.Backend;
using LlmCost.AI.EndToEnd.Packages;

[assembly: AssemblyFixture(typeof(PackedPackages))]

namespace LlmCost.AI.EndToEnd.Packages;

/// <summary>The packages of a stable release. The packages are packed for the first test that needs them.</summary>
public sealed class PackedPackages : IDisposable
{
    /// <summary>The version of all packages, which is fixed so that expected results do not change.</summary>
    public const string Version = "1.0.0";

    /// <summary>The address of the repository, as in the Git configuration of a clone.</summary>
    public const string Address = "https://github.com/example/llmcost";

    /// <summary>The commit of the release.</summary>
    public const string Commit = "0123456789abcdef0123456789abcdef01234567";

    private readonly SemaphoreSlim _packing = new(1);
    private readonly string _folder = Directory.CreateTempSubdirectory("llmcost-packages-").FullName;
    private IReadOnlyList<string>? _files;

    /// <summary>Packs all packages once and fails on warnings.</summary>
    /// <returns>The folder, and the packages in it except symbol packages.</returns>
    public async Task<(string Folder, IReadOnlyList<string> Files)> GetAsync(CancellationToken cancellationToken)
    {
        await _packing.WaitAsync(cancellationToken);
        try
        {
            return (_folder, _files ??= await PackAsync(cancellationToken));
        }
        finally
        {
            _packing.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _packing.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<IReadOnlyList<string>> PackAsync(CancellationToken cancellationToken)
    {
        var configuration = typeof(PackedPackages).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        await CommandLine.RunAsync(
            "dotnet",
            [
                "pack", "LlmCost.AI.sln", "-c", configuration, "--no-build", "-warnaserror", "-o", _folder,
                $"-p:VersionPrefix={Version}", "-p:VersionSuffix=",
                $"-p:RepositoryUrl={Address}.git", $"-p:RepositoryCommit={Commit}",
                "-p:WarnOnPackingNonPackableProject=false",
                "-m:1", "--disable-build-servers",
            ],
            new Dictionary<string, string?>(),
            cancellationToken,
            TimeSpan.FromMinutes(5));
        var files = Directory.GetFiles(_folder, "*.nupkg").Order(StringComparer.Ordinal).ToList();

        // tests/run.sh prints the sizes.
        if (Environment.GetEnvironmentVariable("LLMCOST_PACKAGE_SIZES") is { Length: > 0 } sizes)
        {
            await File.WriteAllLinesAsync(
                sizes,
                files.Select(file => $"{new FileInfo(file).Length,12:N0} bytes  {Path.GetFileName(file)}"),
                cancellationToken);
        }

        return files;
    }
}
