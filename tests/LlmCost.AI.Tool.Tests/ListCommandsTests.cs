using System.Text.Json;
using Spectre.Console.Testing;

namespace LlmCost.AI.Tool.Tests;

public sealed class ListCommandsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("llmcost-").FullName;
    private readonly TestConsole _console = new();

    public void Dispose()
    {
        _console.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Models_Search_ListsThemWithTheirPrices()
    {
        ModelsCommand.Run([PriceList.Catalog], "openai/gpt-4o-mini", asJson: false, Tool.Clock.GetUtcNow(), _console);

        Assert.Contains("gpt-4o-mini ", _console.Output, StringComparison.Ordinal);
        Assert.Contains("0.075", _console.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("claude", _console.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Models_Json_HasDecimalsAsText()
    {
        ModelsCommand.Run([PriceList.Catalog], "anthropic/claude-haiku-4-5", asJson: true, Tool.Clock.GetUtcNow(), _console);

        var model = JsonDocument.Parse(_console.Output).RootElement.EnumerateArray()
            .Single(one => one.GetProperty("provider").GetString() is "anthropic");
        Assert.Equal("0.1", model.GetProperty("input_cache_read_usd_per_mtok").GetString());
    }

    [Theory]
    [InlineData("openai", "gpt-5.1", "'gpt-5.1' is listed.")]
    [InlineData("openai", "gpt-5.6", "'gpt-5.6' is an alias of 'gpt-5.6-sol'.")]
    [InlineData("openai", "gpt-5.1-2025-11-13", "'gpt-5.1-2025-11-13' without its date, version or region is 'gpt-5.1'.")]
    [InlineData("azure", "prod-chat", "the call is unpriced")]
    [InlineData("nobody", "gpt-4o", "No prices are known for provider 'nobody'")]
    [InlineData(
        "huggingface", "Qwen/Qwen3-32B:groq", "The router of 'huggingface' serves 'qwen/qwen3-32b' through 'huggingface_groq'")]
    [InlineData("huggingface", "Qwen/Qwen3-32B:groq", "input: 0.29")]
    [InlineData("openai", "openai/gpt-4o", "'openai/gpt-4o' is 'gpt-4o' with the provider or the maker as a prefix.")]
    [InlineData("ollama", "llama3.2", "all models of this provider have the same price")]
    [InlineData("openai", "gpt-5.4", "prompts of 272000 tokens or more: input 5")]
    [InlineData("anthropic", "claude-opus-5", "region us: all rates multiplied by 1.1")]
    [InlineData("anthropic", "claude-opus-5", "each 1000 web search: 10 USD")]
    public void Explain_DescribesHowANameIsMatchedAndPriced(string provider, string model, string words)
    {
        using var output = new StringWriter();

        ExplainCommand.Run(UserPrices.Read(null, []).Open([], TextWriter.Null), provider, model, Tool.Clock.GetUtcNow(), output);

        Assert.Contains(words, output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Check_ValidAndInvalidFiles_ReportsEach()
    {
        var bad = Write("bad.json", """
            {"provider":"p","source":"https://example.com","checked":"2026-01-01","models":{
              "m":{"prices":[{"price":{"input":1,
                "outptu":2}}]}}}
            """);
        using var output = new StringWriter();

        var exitCode = PricesCheckCommand.Run(
            [new FileInfo(Tool.CasesFile("genai-prices.data.json")), new FileInfo(bad)], output);

        var lines = output.ToString().Split(Environment.NewLine);
        Assert.Equal(2, exitCode);
        Assert.EndsWith("ok, 1694 models", lines[0], StringComparison.Ordinal);
        Assert.Equal($"{bad}(3): 'outptu' is not a key of price lists.", lines[1]);
    }

    [Fact]
    public void Diff_ShowsChanges_AndMarksSuspiciousOnes()
    {
        var before = Write("before.json", List("""{"input":1,"output":10}""", """{"input":1}"""));
        var after = Write("after.json", List("""{"input":0,"output":10.5,"inputCacheRead":0.1}""", """{"input":20}"""));

        PricesDiffCommand.Run(PriceListFile.Open(before), PriceListFile.Open(after), Tool.Clock.GetUtcNow(), _console);

        Assert.Contains("becomes free", _console.Output, StringComparison.Ordinal);
        Assert.Contains("more than tenfold", _console.Output, StringComparison.Ordinal);
        Assert.Contains("10.5", _console.Output, StringComparison.Ordinal);
        Assert.Contains("4 differences.", _console.Output, StringComparison.Ordinal);

        static string List(string first, string second) =>
            ("""{"provider":"p","source":"https://example.com","checked":"2026-01-01","models":"""
                + """{"a":{"prices":[{"price":FIRST}]},"b":{"prices":[{"price":SECOND}]}}}""")
                .Replace("FIRST", first, StringComparison.Ordinal)
                .Replace("SECOND", second, StringComparison.Ordinal);
    }

    private string Write(string name, string content)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);
        return path;
    }
}
