using LlmCost.AI.EndToEnd.Backend;

namespace LlmCost.AI.EndToEnd.Documentation;

/// <summary>
/// Checks the schemas of the packages, which editors use to complete the section <c>LlmCost</c> of the settings of an app.
/// </summary>
public sealed class ConfigurationSchemaTests
{
    private const string File = "ConfigurationSchema.json";

    public static TheoryData<string> Packages => [.. OptionsSection.All.Select(section => section.Package).Distinct()];

    [Theory]
    [MemberData(nameof(Packages))]
    public void Schema_MatchesTheOptions(string package)
    {
        var schema = ConfigurationSchema.Of(OptionsSection.All.Where(section => section.Package == package));
        var path = Repository.File($"src/{package}/{File}");
        var received = Path.Combine(AppContext.BaseDirectory, $"{package}.{File}");
        System.IO.File.WriteAllText(received, schema);

        Assert.True(
            System.IO.File.Exists(path) && System.IO.File.ReadAllText(path).ReplaceLineEndings("\n") == schema,
            $"The options of {package} have changed. Copy {received} over {path}.{Environment.NewLine}{schema}");
    }

    [Fact]
    public void PackagesWithOptions_HaveASchema() =>
        Assert.Equal(
            OptionsSection.All.Select(section => section.Package).Distinct().Order(StringComparer.Ordinal),
            Directory.GetFiles(Repository.File("src"), File, SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(Repository.File("src"), path).Split(Path.DirectorySeparatorChar))
                .Where(parts => parts.Length is 2)
                .Select(parts => parts[0])
                .Order(StringComparer.Ordinal));
}
