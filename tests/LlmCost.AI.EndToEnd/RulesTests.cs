using System.Text.RegularExpressions;
using LlmCost.AI.EndToEnd.Backend;

namespace LlmCost.AI.EndToEnd;

/// <summary>Checks the rules of <c>otel/rules</c> with Prometheus' own tool.</summary>
public sealed partial class RulesTests(RuleTestRuns runs) : IClassFixture<RuleTestRuns>
{
    private static readonly string s_rules = Repository.File("otel/rules");

    public static TheoryData<string> Tests => [.. RuleTestRuns.Files.Select(path => Path.GetFileName(path)!)];

    [Fact]
    public Task Rules_AreValid() => PromtoolAsync(["check", "rules", .. Files]);

    [Fact]
    public Task Configuration_FindsTheRules() => PromtoolAsync(["check", "config", Repository.File("otel/prometheus.yaml")]);

    [Theory]
    [MemberData(nameof(Tests))]
    public Task Rules_FireWhenTheyShould_AndOnlyThen(string file) => runs.OfAsync(Path.Combine(s_rules, "tests", file));

    [Fact]
    public void EveryAlert_HasATestAndARunbook()
    {
        var tests = string.Concat(RuleTestRuns.Files.Select(File.ReadAllText));
        var runbook = File.ReadAllText(Repository.File("otel/RUNBOOK.md"));
        var alerts = Files.SelectMany(path => Alert().Matches(File.ReadAllText(path))).Select(match => match.Groups[1].Value)
            .ToList();

        Assert.NotEmpty(alerts);
        Assert.All(alerts, alert =>
        {
            Assert.Contains($"alertname: {alert}\n        exp_alerts:\n          - exp_labels", tests, StringComparison.Ordinal);
            Assert.Contains($"\n## {alert}\n", runbook, StringComparison.Ordinal);
        });
    }

    private static IEnumerable<string> Files => Directory.EnumerateFiles(s_rules, "*.yaml").Order(StringComparer.Ordinal);

    private static Task<string> PromtoolAsync(string[] arguments) =>
        CommandLine.RunAsync(
            Programs.Find("promtool"), arguments, new Dictionary<string, string?>(), TestContext.Current.CancellationToken);

    [GeneratedRegex("- alert: (\\S+)")]
    private static partial Regex Alert();
}
