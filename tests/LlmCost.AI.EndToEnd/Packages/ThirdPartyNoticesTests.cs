using System.Text.Json;
using LlmCost.AI.EndToEnd.Backend;

namespace LlmCost.AI.EndToEnd.Packages;

/// <summary>Checks the notices of packages that contain the work of third parties.</summary>
public sealed class ThirdPartyNoticesTests
{
    [Fact]
    public void Tool_ListsExactlyTheLibrariesInItsPackage()
    {
        using var lockFile = JsonDocument.Parse(File.ReadAllText(Repository.File("src/LlmCost.AI.Tool/packages.lock.json")));
        var libraries = lockFile.RootElement.GetProperty("dependencies").GetProperty("net10.0").EnumerateObject()
            .Where(library => library.Value.GetProperty("type").GetString() is not "Project")
            .Select(library => library.Name);

        var lines = File.ReadAllLines(Repository.File("src/LlmCost.AI.Tool/THIRD-PARTY-NOTICES.txt"));
        var notices = lines.TakeWhile(line => !line.StartsWith("The embedded price catalog", StringComparison.Ordinal))
            .Skip(1)
            .Where(line => line.Length > 0 && !line.Contains(' ', StringComparison.Ordinal));

        Assert.Equal(libraries.Order(StringComparer.OrdinalIgnoreCase), notices.Order(StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public void AspNetCore_ListsExactlyTheLibrariesOfThePage()
    {
        using var package = JsonDocument.Parse(File.ReadAllText(Repository.File("src/LlmCost.AI.AspNetCore/app/package.json")));
        var libraries = package.RootElement.GetProperty("dependencies").EnumerateObject().Select(library => library.Name);

        var notices = File.ReadAllLines(Repository.File("src/LlmCost.AI.AspNetCore/THIRD-PARTY-NOTICES.txt"))
            .TakeWhile(line => !line.StartsWith("---", StringComparison.Ordinal))
            .Where(line => line.Length > 0 && !line.Contains(' ', StringComparison.Ordinal));

        Assert.Equal(libraries.Order(StringComparer.Ordinal), notices.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("src/LlmCost.AI")]
    [InlineData("src/LlmCost.AI.Tool")]
    public void PackageWithTheCatalog_ListsItsSources(string folder)
    {
        var notices = File.ReadAllText(Repository.File($"{folder}/THIRD-PARTY-NOTICES.txt"));

        Assert.Contains("genai-prices", notices, StringComparison.Ordinal);
        Assert.Contains("LiteLLM", notices, StringComparison.Ordinal);
    }
}
