using System.CommandLine;

namespace LlmCost.AI.Tool.Tests;

public sealed class PriceCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("llmcost-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void LongInput_ReportsItsProgress()
    {
        var reported = new List<long>();
        using var input = new StringReader(string.Concat(Enumerable.Repeat(
            """{"provider":"openai","model":"gpt-4o","usage":{"input_tokens":1}}""" + "\n", 2_500)));

        var user = UserPrices.Read(null, []);
        PriceCommand.PriceLines(
            new Pricer(new PriceSnapshot([PriceList.Catalog], PriceSettings.None)),
            new PriceRequestReader(user),
            Tool.Clock,
            input,
            Stream.Null,
            new Reports(reported));

        Assert.Equal([1_000, 2_000], reported);
    }

    [Theory]
    [InlineData("price")]
    [InlineData("models")]
    [InlineData("explain")]
    [InlineData("prices check")]
    [InlineData("prices diff")]
    [InlineData("prices update")]
    [InlineData("prices accept")]
    public void Help_HasExamples(string command)
    {
        var found = command.Split(' ').Aggregate(
            (Command)LlmCostCommand.Create(), (parent, name) => parent.Subcommands.Single(child => child.Name == name));

        Assert.Contains($"llmcost {command}", found.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Line_UnknownModel_IsUnpricedWithAReasonAndNoError()
    {
        var (exitCode, answers, _) = Price("""{"id":"a","provider":"openai","model":"gpt-99","usage":{"input_tokens":1}}""");

        Assert.Equal(ExitCode.SomeUnpriced, exitCode);
        var answer = Assert.Single(answers);
        Assert.False(answer.GetProperty("priced").GetBoolean());
        Assert.Null(answer.GetProperty("cost_usd").GetString());
        Assert.Equal("unknown_model", answer.GetProperty("reason").GetString());
        Assert.Equal("no price is known for model 'gpt-99'", answer.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData(
        "gpt-5.1",
        "scale",
        "unknown_tier",
        "the price list has no price of model 'gpt-5.1' for the actual service tier or speed")]
    [InlineData("tts-1", null, "missing_rate", "the price of model 'tts-1' has no rate for input, output")]
    public void UsageWithoutAKnownPrice_IsUnpriced_WithTheReasonOfTheMeter(
        string model, string? tier, string reason, string message)
    {
        var served = tier is null ? "null" : $"\"{tier}\"";
        var (exitCode, answers, _) = Tool.Price(
        [
            $$"""{"provider":"openai","model":"{{model}}","service_tier":{{served}},"""
                + """ "usage":{"input_tokens":1000,"output_tokens":100}}""",
        ]);

        Assert.Equal(ExitCode.SomeUnpriced, exitCode);
        var answer = Assert.Single(answers);
        Assert.False(answer.GetProperty("priced").GetBoolean());
        Assert.Null(answer.GetProperty("cost_usd").GetString());
        Assert.Equal(0, answer.GetProperty("lines").GetArrayLength());
        Assert.Equal(reason, answer.GetProperty("reason").GetString());
        Assert.Equal(message, answer.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("not json", "not JSON")]
    [InlineData("""{"id":"cut\ud83d","provider":"openai","model":"gpt-5.1","usage":{"input":1}}""", "not JSON")]
    [InlineData("""{"provider":"openai","model":"gpt-5.1\ud83d","usage":{"input":1}}""", "not JSON")]
    [InlineData("[]", "a line must be a JSON object")]
    [InlineData("""{"model":"gpt-4o"}""", "usage is missing")]
    [InlineData("""{"usage":{}}""", "model is missing")]
    [InlineData("""{"model":7,"usage":{}}""", "model is 7; it must be a string")]
    [InlineData("""{"model":"gpt-4o","usage":{"input_tokens":-1}}""", "usage.input_tokens is -1; it must be a number, 0 or more")]
    [InlineData("""{"model":"gpt-4o","usage":{"input_tokens":1.5}}""", "usage.input_tokens is 1.5; it must be a whole number")]
    [InlineData("""{"model":"gpt-4o","usage":{"input_tokens":1e300}}""", "usage.input_tokens is 1e300; it must be a number")]
    [InlineData("""{"model":"gpt-4o","timestamp":"yesterday","usage":{}}""", "timestamp is 'yesterday'; it must be an instant")]
    public void InvalidLine_IsAnsweredWithTheErrorAndItsNumber_AndLaterLinesArePriced(string line, string error)
    {
        var good = """{"id":"good","provider":"openai","model":"gpt-4o","usage":{"input_tokens":1000,"output_tokens":100}}""";

        var (exitCode, answers, _) = Price(good, line, good);

        Assert.Equal(1, exitCode);
        Assert.Equal(
            ["0.0035", null, "0.0035"],
            answers.Select(answer => answer.TryGetProperty("cost_usd", out var cost) ? cost.GetString() : null));
        Assert.Equal(2, answers[1].GetProperty("line").GetInt64());
        Assert.StartsWith(error, answers[1].GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void SeveralFiles_TheFirstFileWithTheModelApplies()
    {
        var line = """{"provider":"aiml","model":"aiml/google/imagen-4.0-ultra-generate-001","usage":{"images":10}}""";

        var (_, answers, _) = Tool.Price(
            [line], Tool.CasesFile("genai-prices.data.json"), Tool.CasesFile("litellm.model_prices.json"));

        Assert.Equal("0.78", answers[0].GetProperty("cost_usd").GetString());
        Assert.EndsWith("litellm.model_prices.json", answers[0].GetProperty("source").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "is not a price list in a known format")]
    [InlineData("nonsense", "is not JSON")]
    [InlineData(
        """[{"id":"p","models":[{"id":"m","match":{"likes":"m"},"prices":{}}]}]""",
        "provider 'p': model 'm': 'likes' is not a match operator")]
    [InlineData(
        """[{"id":"p","models":[{"id":"m","match":{"equals":"m"},"prices":{"input_mtok":-1}}]}]""",
        "provider 'p': model 'm': Input is -1;")]
    [InlineData(
        """{"m":{"litellm_provider":"p","input_cost_per_token":"dear"}}""",
        "model 'm': input_cost_per_token is \"dear\"; it must be a number")]
    public void InvalidPriceFile_IsReportedWithItsName_AndNothingIsPriced(string content, string error)
    {
        var path = Path.Combine(_folder, "prices.json");
        File.WriteAllText(path, content);

        var (exitCode, answers, told) = Tool.Price(["""{"model":"m","usage":{}}"""], path);

        Assert.Equal(2, exitCode);
        Assert.Empty(answers);
        Assert.StartsWith(path, told, StringComparison.Ordinal);
        Assert.Contains(error, told, StringComparison.Ordinal);
    }

    [Fact]
    public void MissingPriceFile_IsReportedWithItsName()
    {
        var (exitCode, _, told) = Tool.Price([], Path.Combine(_folder, "missing.json"));

        Assert.Equal(2, exitCode);
        Assert.Contains("missing.json", told, StringComparison.Ordinal);
    }

    [Fact]
    public void PriceFile_PatternWithEndlessBacktracking_DoesNotMatch()
    {
        var path = Path.Combine(_folder, "prices.json");
        File.WriteAllText(
            path, """[{"id":"p","models":[{"id":"m","match":{"regex":"^(?=a)(a+)+$"},"prices":{"input_mtok":1}}]}]""");

        var (_, answers, _) = Tool.Price([$$$"""{"provider":"p","model":"{{{new string('a', 60)}}}!","usage":{}}"""], path);

        Assert.False(answers[0].GetProperty("priced").GetBoolean());
    }

    private static (
        int ExitCode, IReadOnlyList<System.Text.Json.JsonElement> Answers, string Error) Price(params string[] lines) =>
        Tool.Price(lines, Tool.CasesFile("genai-prices.data.json"));

    private sealed class Reports(List<long> reported) : IProgress<long>
    {
        public void Report(long value) => reported.Add(value);
    }
}
