using System.Text.Json;

namespace LlmCost.AI.Tool.Tests;

/// <summary>
/// Tests that usage of every provider and every billing method is priced exactly, with third-party price lists.
/// </summary>
public sealed class CostCasesTests
{
    private static readonly Dictionary<string, string> s_files = new()
    {
        ["genai-prices"] = Tool.CasesFile("genai-prices.data.json"),
        ["litellm"] = Tool.CasesFile("litellm.model_prices.json"),
    };

    private static readonly IReadOnlyDictionary<string, CostCase> s_cases = CostCase.Load("cases.json")
        .ToDictionary(one => one.Id);

    private static readonly Lazy<IReadOnlyDictionary<string, JsonElement>> s_answers = new(PriceAll);

    public static TheoryData<string> Ids => [.. s_cases.Keys];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Case_IsPricedExactly(string id)
    {
        var (expected, answer) = (s_cases[id], s_answers.Value[id]);

        Assert.Equal(expected.Text("expected_provider"), answer.GetProperty("matched_provider").GetString());
        Assert.Equal(expected.Text("expected_model"), answer.GetProperty("matched_model").GetString());
        Assert.Equal(expected.Text("expected_cost_usd") is not null, answer.GetProperty("priced").GetBoolean());
        AssertMoney("expected_cost_usd", "cost_usd");
        AssertMoney("expected_input_cost", "input_cost_usd");
        AssertMoney("expected_output_cost", "output_cost_usd");
        AssertMoney("expected_other_cost", "other_cost_usd");

        void AssertMoney(string expectedKey, string key)
        {
            var (wanted, found) = (expected.Text(expectedKey), answer.GetProperty(key).GetString());
            if (wanted is null || found is null || !expected.IsRounded)
            {
                Assert.Equal(wanted, found);
                return;
            }

            Assert.True(Rational.Parse(wanted).IsNear(Rational.Parse(found), isRounded: true), $"{key}: {found} is not {wanted}");
        }
    }

    /// <summary>Recalculates the cost of a case with exact fractions, without code of the library.</summary>
    [Theory]
    [MemberData(nameof(Ids))]
    public void Case_RepricedInFractions_HasTheSameCost(string id)
    {
        var (expected, answer) = (s_cases[id], s_answers.Value[id]);
        if (answer.GetProperty("cost_usd").GetString() is not { } cost)
        {
            Assert.False(expected.Json.TryGetProperty("lines", out _));
            return;
        }

        var exact = expected.Json.GetProperty("lines").EnumerateArray().Aggregate(
            Rational.Zero,
            (sum, line) => sum
                + (Number(line, "count") * Number(line, "rate") * Number(line, "multiplier") / Number(line, "per")));

        Assert.True(
            Rational.Parse(cost).IsNear(exact, expected.IsRounded), $"{cost} is not {exact.Numerator}/{exact.Denominator}");

        static Rational Number(JsonElement line, string key) => line.TryGetProperty(key, out var value)
            ? Rational.Parse(value.ToString())
            : new Rational(1, 1);
    }

    [Fact]
    public void Lines_OfEveryAnswer_AddUpToItsCost()
    {
        Assert.All(s_answers.Value.Values.Where(answer => answer.GetProperty("priced").GetBoolean()), answer => Assert.Equal(
            decimal.Parse(answer.GetProperty("cost_usd").GetString()!, System.Globalization.CultureInfo.InvariantCulture),
            answer.GetProperty("lines").EnumerateArray().Sum(line =>
                decimal.Parse(line.GetProperty("cost_usd").GetString()!, System.Globalization.CultureInfo.InvariantCulture))));
    }

    private static Dictionary<string, JsonElement> PriceAll()
    {
        var answers = new Dictionary<string, JsonElement>();
        foreach (var group in s_cases.Values.GroupBy(one => one.Catalog!))
        {
            var (exitCode, lines, _) = Tool.Price(group.Select(one => one.ToRequest()), s_files[group.Key]);
            Assert.True(exitCode is ExitCode.Success or ExitCode.SomeUnpriced);
            foreach (var line in lines)
            {
                answers.Add(line.GetProperty("id").GetString()!, line);
            }
        }

        return answers;
    }
}
