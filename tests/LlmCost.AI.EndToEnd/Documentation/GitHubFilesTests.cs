using System.Text.RegularExpressions;
using LlmCost.AI.EndToEnd.Backend;
using YamlDotNet.RepresentationModel;

namespace LlmCost.AI.EndToEnd.Documentation;

/// <summary>Checks the workflows, the issue forms, and the configuration of Dependabot.</summary>
public sealed partial class GitHubFilesTests
{
    public static TheoryData<string> Workflows => [.. Files(".github/workflows", "*.yml")];

    public static TheoryData<string> Forms => [.. Files(".github/ISSUE_TEMPLATE", "wrong-*.yml")];

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Workflow_HasItsKeys_LeastPermissions_TimeLimits_AndPinnedActions(string file)
    {
        var workflow = Load(file);
        Assert.All(["name", "on", "permissions", "jobs"], key => Assert.Contains(key, Keys(workflow)));
        Assert.Equal("read", Text(Map(workflow, "permissions"), "contents"));
        foreach (var (name, job) in Map(workflow, "jobs").Children)
        {
            var one = (YamlMappingNode)job;
            Assert.All(["runs-on", "timeout-minutes", "steps"], key => Assert.Contains(key, Keys(one)));
            foreach (var step in ((YamlSequenceNode)one.Children["steps"]).Cast<YamlMappingNode>())
            {
                Assert.True(Keys(step).Contains("uses") ^ Keys(step).Contains("run"), $"{name}: {step}");
                if (Keys(step).Contains("uses"))
                {
                    Assert.Matches(PinnedAction(), Text(step, "uses"));
                }
            }
        }
    }

    [Fact]
    public void Ci_RunsAllTests() => Assert.Contains("tests/run.sh", Steps("ci.yml", "test"));

    [Fact]
    public void Release_PacksWithLockedDependenciesAndNoWarnings_AndPublishesWithoutAStoredKey()
    {
        Assert.Contains("--locked-mode", Steps("release.yml", "pack"));
        Assert.Contains("-warnaserror", Steps("release.yml", "pack"));
        Assert.Contains("dotnet nuget push", Steps("release.yml", "publish"));
        var jobs = Map(Load(".github/workflows/release.yml"), "jobs");
        Assert.Equal("write", Text(Map(Map(jobs, "publish"), "permissions"), "id-token"));
        Assert.DoesNotContain("secrets.", File.ReadAllText(Repository.File(".github/workflows/release.yml")));
    }

    [Fact]
    public void Dependabot_WatchesEachKindOfPackage_InFoldersThatExist()
    {
        var dependabot = Load(".github/dependabot.yml");
        Assert.Equal("2", Text(dependabot, "version"));
        var updates = ((YamlSequenceNode)dependabot.Children["updates"]).Cast<YamlMappingNode>().ToList();
        Assert.Equal(["github-actions", "npm", "nuget"], updates.Select(one => Text(one, "package-ecosystem")).Order());
        foreach (var update in updates)
        {
            Assert.Contains("interval", Keys(Map(update, "schedule")));
            var folders = Keys(update).Contains("directory")
                ? [Text(update, "directory")]
                : ((YamlSequenceNode)update.Children["directories"]).Select(folder => folder.ToString());
            Assert.All(folders, folder => Assert.True(Directory.Exists(Repository.File(folder.TrimStart('/'))), folder));
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Form_HasItsKeys_AndFieldsWithAUniqueIdAndALabel(string file)
    {
        string[] kinds = ["checkboxes", "dropdown", "input", "markdown", "textarea"];
        var form = Load(file);
        Assert.All(["name", "description", "labels", "body"], key => Assert.Contains(key, Keys(form)));
        var fields = ((YamlSequenceNode)form.Children["body"]).Cast<YamlMappingNode>().ToList();
        Assert.All(fields, field => Assert.Contains(Text(field, "type"), kinds));
        var inputs = fields.Where(field => Text(field, "type") is not "markdown").ToList();
        Assert.All(inputs, field => Assert.Contains("label", Keys(Map(field, "attributes"))));
        Assert.Distinct(inputs.Select(field => Text(field, "id")));
        Assert.Contains("version", inputs.Select(field => Text(field, "id")));
    }

    [Fact]
    public void BothForms_Exist() =>
        Assert.Equal(
            [".github/ISSUE_TEMPLATE/wrong-price.yml", ".github/ISSUE_TEMPLATE/wrong-usage.yml"],
            Files(".github/ISSUE_TEMPLATE", "wrong-*.yml"));

    [Fact]
    public void ConfigurationOfForms_LinksToTheDocumentation() =>
        Assert.All(["blank_issues_enabled", "contact_links"], key =>
            Assert.Contains(key, Keys(Load(".github/ISSUE_TEMPLATE/config.yml"))));

    private static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.GetFiles(Repository.File(folder), pattern).Select(path => Path.GetRelativePath(Repository.Root, path))
            .Order(StringComparer.Ordinal);

    private static YamlMappingNode Load(string file)
    {
        using var reader = File.OpenText(Repository.File(file));
        var yaml = new YamlStream();
        yaml.Load(reader);
        return (YamlMappingNode)yaml.Documents.Single().RootNode;
    }

    /// <summary>Returns the commands of a job, one per line.</summary>
    private static string Steps(string workflow, string job) =>
        string.Join('\n', ((YamlSequenceNode)Map(Map(Load($".github/workflows/{workflow}"), "jobs"), job).Children["steps"])
            .Cast<YamlMappingNode>()
            .Where(step => Keys(step).Contains("run"))
            .Select(step => Text(step, "run")));

    private static IEnumerable<string> Keys(YamlMappingNode node) => node.Children.Keys.Select(key => key.ToString());

    private static YamlMappingNode Map(YamlMappingNode node, string key) => (YamlMappingNode)node.Children[key];

    private static string Text(YamlMappingNode node, string key) => node.Children[key].ToString();

    [GeneratedRegex(@"^[\w-]+/[\w-]+@(v\d+(\.\d+)*|[0-9a-f]{40})$")]
    private static partial Regex PinnedAction();
}
