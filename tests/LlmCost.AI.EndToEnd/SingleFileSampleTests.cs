using System.Reflection;
using LlmCost.AI.EndToEnd.Backend;

namespace LlmCost.AI.EndToEnd;

/// <summary>The sample without a project file, started as a user would.</summary>
public sealed class SingleFileSampleTests
{
    [Fact]
    public async Task File_Runs_AndPrintsTheAnswerAndItsCost()
    {
        var configuration =
            typeof(SingleFileSampleTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

        var output = await CommandLine.RunAsync(
            "dotnet",
            ["run", Repository.File("samples/SingleFile/app.cs"), "-c", configuration],
            new Dictionary<string, string?> { ["OPENAI_API_KEY"] = null },
            TestContext.Current.CancellationToken,
            TimeSpan.FromMinutes(5));

        Assert.EndsWith(
            "Bees make honey of nectar.\n0.0045 USD in 1 call\n", output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }
}
