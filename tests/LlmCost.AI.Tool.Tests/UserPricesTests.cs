namespace LlmCost.AI.Tool.Tests;

public sealed class UserPricesTests : IDisposable
{
    private const string Line = """{"provider":"openai","model":"MODEL","usage":{"input_tokens":1000,"output_tokens":100}}""";

    private readonly string _folder = Directory.CreateTempSubdirectory("llmcost-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void OwnPrice_WinsOverTheList() => Assert.Equal(
        ("0.0012", "config"), Price("gpt-4o", Config("""{"Prices":[{"Provider":"openai","Model":"gpt-4o","Input":1,"Output":2}]}""")));

    [Fact]
    public void Deployment_IsTheModelBehindIt() =>
        Assert.Equal(("0.0035", "catalog"), Price("prod-chat", Config("""{"Deployments":{"prod-chat":"gpt-4o"}}""")));

    [Fact]
    public void Discount_IsTakenOffTheListsPrice() =>
        Assert.Equal(("0.002975", "catalog"), Price("gpt-4o", Config("""{"Discounts":{"openai":0.15}}""")));

    [Fact]
    public void Fallback_IsTheMakersPriceAndSaysSo()
    {
        var line = Line.Replace("openai", "my-router", StringComparison.Ordinal).Replace("MODEL", "openai/gpt-4o", StringComparison.Ordinal);

        var (_, answers, _) = Tool.Price([line], UserPrices.Read(Config("""{"ResellerFallbacks":{"my-router":["openai"]}}"""), []));
        var (_, without, _) = Tool.Price([line]);

        Assert.Equal(("0.0035", "openai"), (answers[0].GetProperty("cost_usd").GetString(), answers[0].GetProperty("matched_provider").GetString()));
        Assert.False(without[0].GetProperty("priced").GetBoolean());
    }

    [Fact]
    public void ProviderMap_TellsWhatANameMeans()
    {
        var line = Line.Replace("openai", "my-gateway", StringComparison.Ordinal).Replace("MODEL", "gpt-4o", StringComparison.Ordinal);

        var (_, answers, _) = Tool.Price([line], UserPrices.Read(null, ["my-gateway=openai"]));

        Assert.Equal("0.0035", answers[0].GetProperty("cost_usd").GetString());
    }

    [Theory]
    [InlineData("my-gateway")]
    [InlineData("=openai")]
    [InlineData("a=b=c")]
    public void ProviderMap_NotAPair_IsAFault(string pair)
    {
        var fault = Assert.Throws<FormatException>(() => UserPrices.Read(null, [pair]));

        Assert.Equal($"--provider-map is '{pair}'; it must be like my-gateway=openai.", fault.Message);
    }

    [Theory]
    [InlineData("""{"Discounts":{"openai":15}}""", "LlmCost:Discounts:openai is 15; it must be a share between 0 and 1")]
    [InlineData("nonsense", "appsettings.json")]
    public void Config_Invalid_IsToldByFileAndKey(string section, string message)
    {
        var fault = Assert.Throws<FormatException>(() => UserPrices.Read(Config(section), []));

        Assert.Contains("appsettings.json: ", fault.Message, StringComparison.Ordinal);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    private static (string? Cost, string? Source) Price(string model, FileInfo config)
    {
        var (_, answers, _) = Tool.Price([Line.Replace("MODEL", model, StringComparison.Ordinal)], UserPrices.Read(config, []));
        return (answers[0].GetProperty("cost_usd").GetString(), answers[0].GetProperty("source").GetString());
    }

    private FileInfo Config(string section)
    {
        var path = Path.Combine(_folder, "appsettings.json");
        File.WriteAllText(path, $$"""{"LlmCost":{{section}}}""");
        return new FileInfo(path);
    }
}
