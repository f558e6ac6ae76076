namespace LlmCost.AI.Tool.Tests;

/// <summary>
/// Prices usage from the embedded catalog. The expected costs were calculated from the providers' published rules.
/// </summary>
public sealed class GoldCasesTests
{
    private static readonly IReadOnlyDictionary<string, CostCase> s_cases = CostCase.Load("gold.json")
        .ToDictionary(one => one.Id);

    public static TheoryData<string> Ids => [.. s_cases.Keys];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Case_FromTheEmbeddedCatalog_IsPricedExactly(string id)
    {
        var expected = s_cases[id];

        var (exitCode, answers, _) = Tool.Price([expected.ToRequest()]);

        Assert.True(exitCode is ExitCode.Success or ExitCode.SomeUnpriced);
        var answer = Assert.Single(answers);
        Assert.Equal(expected.Text("expected_cost_usd"), answer.GetProperty("cost_usd").GetString());
        Assert.Equal(expected.Text("expected_input_cost"), answer.GetProperty("input_cost_usd").GetString());
        Assert.Equal(expected.Text("expected_output_cost"), answer.GetProperty("output_cost_usd").GetString());
        Assert.Equal(expected.Text("expected_other_cost"), answer.GetProperty("other_cost_usd").GetString());
        Assert.Equal("catalog", answer.GetProperty("source").GetString());
    }
}
