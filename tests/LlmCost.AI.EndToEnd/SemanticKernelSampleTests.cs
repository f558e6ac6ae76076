using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using LlmCost.AI.EndToEnd.Backend;

namespace LlmCost.AI.EndToEnd;

/// <summary>The Semantic Kernel sample, started as a user would.</summary>
public sealed partial class SemanticKernelSampleTests
{
    [Fact]
    public async Task Functions_ReportTheirCost_WithAndWithoutNestedFunctions()
    {
        var configuration =
            typeof(SemanticKernelSampleTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

        var output = await CommandLine.RunAsync(
            "dotnet",
            [Repository.File($"samples/SemanticKernel/bin/{configuration}/net10.0/SemanticKernelSample.dll")],
            new Dictionary<string, string?> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = null },
            TestContext.Current.CancellationToken);

        var costs = Line().Matches(output).ToDictionary(
            line => line.Groups["function"].Value,
            line => (Cost: Number(line, "cost"), Calls: Number(line, "calls"), Own: Number(line, "own")));
        Assert.Equal(["blog.extract_keywords", "blog.summarize", "blog.teaser"], costs.Keys.Order());
        Assert.True(costs["blog.summarize"].Cost > 0 && costs["blog.extract_keywords"].Cost > 0, output);
        Assert.Equal((costs["blog.summarize"].Cost + costs["blog.extract_keywords"].Cost, 2m, 0m), costs["blog.teaser"]);
    }

    private static decimal Number(Match line, string group) =>
        decimal.Parse(line.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"^(?<function>\S+)\s+(?<cost>[\d.]+) USD in (?<calls>\d+) calls, (?<own>[\d.]+) USD of it", RegexOptions.Multiline)]
    private static partial Regex Line();
}
