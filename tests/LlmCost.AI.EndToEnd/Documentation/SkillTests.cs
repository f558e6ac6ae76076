using LlmCost.AI.EndToEnd.Backend;
using YamlDotNet.RepresentationModel;

namespace LlmCost.AI.EndToEnd.Documentation;

/// <summary>Checks the guide for coding assistants. Its snippets must compile, like those of other pages.</summary>
public sealed class SkillTests
{
    [Fact]
    public void Skill_HasTheNameOfItsFolder_AndADescriptionOfItsPurpose()
    {
        const string Page = "src/LlmCost.AI/skills/llmcost/SKILL.md";
        var parts = File.ReadAllText(Repository.File(Page)).Split("---\n", 3);
        var yaml = new YamlStream();
        yaml.Load(new StringReader(parts[1]));
        var matter = (YamlMappingNode)yaml.Documents.Single().RootNode;
        var description = matter.Children["description"].ToString();

        Assert.Empty(parts[0]);
        Assert.Equal("llmcost", matter.Children["name"].ToString());
        Assert.InRange(description.Length, 100, 1_024);
        Assert.Contains("Use when", description, StringComparison.Ordinal);
        Assert.NotEmpty(SnippetTests.Snippets(Page));
    }
}
