namespace LlmCost.AI.Tool.Tests;

public sealed class UserPricesTests : IDisposable
{
    private const string Line = """{"provider":"openai","model":"MODEL","usage":{"input_tokens":1000,"output_tokens":100}}""";

    private readonly string _folder = Directory.CreateTempSubdirectory("llmcost-").FullName;

    private static System.Text.Json.JsonElement Answer(string line) => Assert.Single(Tool.Price(
        [line.Replace("USAGE", "\"usage\":{\"input_tokens\":1000,\"output_tokens\":100}", StringComparison.Ordinal)]).Answers);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void CustomPrice_TakesPrecedenceOverTheList() => Assert.Equal(
        ("0.0012", "config"),
        Price("gpt-4o", Config("""{"Prices":[{"Provider":"openai","Model":"gpt-4o","Input":1,"Output":2}]}""")));

    [Fact]
    public void Deployment_HasThePriceOfItsModel() =>
        Assert.Equal(("0.0035", "catalog"), Price("prod-chat", Config("""{"Deployments":{"prod-chat":"gpt-4o"}}""")));

    [Fact]
    public void Discount_LowersTheListPrice() =>
        Assert.Equal(("0.002975", "catalog"), Price("gpt-4o", Config("""{"Discounts":{"openai":0.15}}""")));

    [Fact]
    public void Fallback_UsesTheModelProvidersPrice_AndIsMarked()
    {
        var line = Line.Replace("openai", "my-router", StringComparison.Ordinal)
            .Replace("MODEL", "openai/gpt-4o", StringComparison.Ordinal);

        var (_, answers, _) = Tool.Price(
            [line], UserPrices.Read(Config("""{"ResellerFallbacks":{"my-router":["openai"]}}"""), []));
        var (_, without, _) = Tool.Price([line]);

        Assert.Equal(
            ("0.0035", "openai"),
            (answers[0].GetProperty("cost_usd").GetString(), answers[0].GetProperty("matched_provider").GetString()));
        Assert.False(without[0].GetProperty("priced").GetBoolean());
    }

    [Fact]
    public void Rounding_IsTheRoundingOfTheProvider() =>
        Assert.Equal(("0.004", "catalog"), Price("gpt-4o", Config("""{"Rounding":{"openai":3}}""")));

    [Fact]
    public void Adjustment_OfTheModel_TakesPrecedenceOverTheDiscountOfTheProvider() => Assert.Equal(
        ("0.00385", "catalog"),
        Price("gpt-4o", Config("""
            {"Discounts":{"openai":0.15},"Adjustments":[{"Provider":"openai","Model":"gpt-4o","Factor":1.1}]}
            """)));

    [Fact]
    public void ProvisionedDeployment_CostsItsShareOfTheMonthlyCost() => Assert.Equal(
        ("0.033", "config"),
        Price("ptu", Config("""
            {"ProvisionedDeployments":[{"Deployment":"PTU","MonthlyCost":3000,"MonthlyTokens":100000000}]}
            """)));

    [Fact]
    public void ProvisionedDeployment_WithoutAMonthlyCost_HasNoCost_AndTheReason()
    {
        var config = Config("""{"ProvisionedDeployments":[{"Deployment":"ptu"}]}""");

        var (_, answers, _) = Tool.Price([Line.Replace("MODEL", "ptu", StringComparison.Ordinal)], UserPrices.Read(config, []));

        Assert.Null(answers[0].GetProperty("cost_usd").GetString());
        Assert.True(answers[0].GetProperty("provisioned").GetBoolean());
        Assert.False(answers[0].TryGetProperty("reason", out _));
        Assert.Equal(
            "deployment 'ptu' is billed hourly, so a call has no cost of its own", answers[0].GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("my-alias", "gpt-4o-2024-11-20", "0.0035")]
    [InlineData("my-alias", "internal-build-7", "0.0011")]
    [InlineData("my-alias", "my-model", "0.0022")]
    [InlineData("gpt-4o", "brand-new", null)]
    [InlineData("gpt-4o", "gpt-4o-mini", "0.00021")]
    public void ResponseModel_TakesPrecedence_AsInAMeter(string model, string responseModel, string? cost)
    {
        var config = Config("""
            {"Prices":[
              {"Provider":"openai","Model":"my-alias","Input":1,"Output":1},
              {"Provider":"openai","Model":"my-model","Input":2,"Output":2}]}
            """);
        var line = Line.Replace("MODEL", $"{model}\",\"response_model\":\"{responseModel}", StringComparison.Ordinal);

        var (_, answers, _) = Tool.Price([line], UserPrices.Read(config, []));

        Assert.Equal(cost, answers[0].GetProperty("cost_usd").GetString());
    }

    [Fact]
    public void CustomPriceOfTheRequest_IsNamedInTheMessage_IfAListHasTheAnsweringModel()
    {
        var config = Config("""{"Prices":[{"Provider":"openai","Model":"my-alias","Input":1,"Output":1}]}""");
        var line = Line.Replace("MODEL", "my-alias\",\"response_model\":\"gpt-4o", StringComparison.Ordinal);

        var (exitCode, answers, _) = Tool.Price([line], UserPrices.Read(config, []));

        Assert.Equal(0, exitCode);
        Assert.Equal(
            "the custom price of 'my-alias' does not apply, because the response names model 'gpt-4o', which has a price of"
                + " its own",
            answers[0].GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("""{"Discount":{"openai":0.1}}""", "LlmCost:Discount is not a key of LlmCost; did you mean 'Discounts'?")]
    [InlineData("""{"MaxTagValues":"abc"}""", "LlmCost:MaxTagValues is 'abc'; it must be a whole number.")]
    public void Config_InvalidKeyOrValue_IsRejectedAsInAnApp(string config, string message)
    {
        var fault = Assert.Throws<FormatException>(() => UserPrices.Read(Config(config), []));

        Assert.EndsWith(message, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"Discounts":{"opnai":0.1}}""", "warning: LlmCost:Discounts:opnai names provider 'opnai', which is unknown.")]
    [InlineData(
        """{"Deployments":{"prod":"gpt-4o-mni"}}""", "warning: LlmCost:Deployments:prod names model 'gpt-4o-mni', which is in")]
    [InlineData(
        """{"Prices":[{"Provider":"openai","Model":"gpt-5.1","Input":0.00000125,"Output":0.00001}]}""",
        "warning: LlmCost:Prices:0:Input is 0.00000125 USD, but the list price of model 'gpt-5.1' is 1.25 USD per million"
            + " tokens.")]
    public void Config_DoubtfulOption_CausesAWarningAsInAnApp(string config, string warning)
    {
        var (exitCode, _, error) = Tool.Price(
            [Line.Replace("MODEL", "gpt-4o", StringComparison.Ordinal)], UserPrices.Read(Config(config), []));

        Assert.Equal(0, exitCode);
        Assert.StartsWith(warning, error, StringComparison.Ordinal);
    }

    [Fact]
    public void PriceFile_OfTheConfiguration_IsRelativeToIt_AndTakesPrecedenceOverTheCatalog()
    {
        File.WriteAllText(
            Path.Combine(_folder, "prices.json"),
            """
            {"provider":"openai","currency":"EUR","source":"https://example.com","checked":"2026-11-01",
             "models":{"gpt-4o":{"prices":[{"price":{"input":1,"output":1}}]}}}
            """);

        Assert.Equal(
            ("0.0022", Path.Combine(_folder, "prices.json")),
            Price("gpt-4o", Config("""{"PriceFiles":["prices.json"],"ExchangeRates":{"EUR":2}}""")));
    }

    [Fact]
    public void ProviderHost_DeterminesTheProviderOfAnAddress()
    {
        var line = Line.Replace("\"provider\":\"openai\"", "\"api_url\":\"https://llm.example/v1\"", StringComparison.Ordinal)
            .Replace("MODEL", "gpt-4o", StringComparison.Ordinal);

        var (_, answers, _) = Tool.Price([line], UserPrices.Read(Config("""{"ProviderHosts":{"llm.example":"openai"}}"""), []));

        Assert.Equal("0.0035", answers[0].GetProperty("cost_usd").GetString());
    }

    [Theory]
    [InlineData("""{"api_url":"https://api.together.xyz/v1","model":"openai/gpt-oss-120b",USAGE}""", "0.00021")]
    [InlineData(
        """{"provider":"openai","api_url":"https://api.together.xyz/v1","model":"openai/gpt-oss-120b",USAGE}""", "0.00021")]
    [InlineData("""{"api_url":"https://api.openai.com/v1","model":"gpt-5.4",USAGE}""", "0.004")]
    [InlineData("""{"api_url":"https://eu.api.openai.com/v1","model":"gpt-5.4",USAGE}""", "0.0044")]
    [InlineData("""{"provider":"openai","api_url":"https://eu.api.openai.com/v1","model":"gpt-5.4",USAGE}""", "0.0044")]
    [InlineData("""{"provider":"groq","api_url":"https://llm.example","model":"openai/gpt-oss-20b",USAGE}""", "0.000105")]
    [InlineData("""{"provider":"gcp.vertex_ai","model":"google/gemini-2.5-flash",USAGE}""", "0.00055")]
    public void Address_DeterminesTheProviderAndTheRegion(string line, string cost) =>
        Assert.Equal(cost, Answer(line).GetProperty("cost_usd").GetString());

    [Theory]
    [InlineData(
        """{"api_url":"https://llm.example/v1","model":"gpt-4o",USAGE}""", "the provider at host 'llm.example' is unknown")]
    [InlineData("""{"api_url":"https://llm.example/v1","model":"openai/gpt-4o",USAGE}""", "ProviderHosts of --config")]
    [InlineData("""{"provider":"openai","api_url":"http://localhost:80/v1","model":"gpt-4o",USAGE}""", "at host 'localhost' is")]
    [InlineData("""{"provider":"opnai","model":"gpt-4o",USAGE}""", "provider 'opnai' is unknown; did you mean 'openai'?")]
    [InlineData("""{"provider":"my-router","model":"gpt-4o",USAGE}""", "no price is known for model 'gpt-4o'")]
    [InlineData("""{"provider":"groq","model":"gpt-4o",USAGE}""", "no price is known for model 'gpt-4o'")]
    public void UnknownProvider_IsUnpriced_AndTheMessageSuggestsARemedy(string line, string message)
    {
        var answer = Answer(line);

        Assert.Equal("unknown_model", answer.GetProperty("reason").GetString());
        Assert.Contains(message, answer.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("my-model", "A custom price applies (LlmCost:Prices), which takes precedence over price lists.")]
    [InlineData("my-model", "UTC, custom, USD per million tokens:")]
    [InlineData("prod-chat", "Deployment 'prod-chat' is model 'gpt-4o' (LlmCost:Deployments).")]
    [InlineData(
        "ptu",
        "Deployment 'ptu' is billed hourly (LlmCost:ProvisionedDeployments): each token has the same share of the monthly cost, "
            + "30 USD")]
    [InlineData("gpt-4o", "The cost is multiplied by 0.85 (LlmCost:Discounts or LlmCost:Adjustments).")]
    [InlineData("gpt-4o", "The cost of each call is rounded to 4 decimals (LlmCost:Rounding).")]
    [InlineData(
        "claude-sonnet-4-5",
        "No price of 'claude-sonnet-4-5' is known for 'openai', so the price of 'anthropic' applies "
            + "(LlmCost:ResellerFallbacks).")]
    public void Explain_UsesTheConfiguration(string model, string words)
    {
        var user = UserPrices.Read(
            Config("""
                {
                  "Prices":[{"Provider":"openai","Model":"my-model","Input":1,"Output":1}], "Deployments":{"prod-chat":"gpt-4o"},
                  "ProvisionedDeployments":[{"Deployment":"ptu","MonthlyCost":3000,"MonthlyTokens":100000000}],
                  "Discounts":{"openai":0.15}, "Rounding":{"openai":4}, "ResellerFallbacks":{"openai":["anthropic"]}
                }
                """),
            []);
        using var output = new StringWriter();

        ExplainCommand.Run(user.Open([], TextWriter.Null), "openai", model, Tool.Clock.GetUtcNow(), output);

        Assert.Contains(words, output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_ModelOfAPriceFile_NamesTheFileAndItsRule()
    {
        using var output = new StringWriter();

        var prices = UserPrices.Read(null, []).Open([new FileInfo(Tool.CasesFile("genai-prices.data.json"))], TextWriter.Null);

        ExplainCommand.Run(prices, "anthropic", "claude-sonnet-4-5-20250929", Tool.Clock.GetUtcNow(), output);

        Assert.Contains(
            "'claude-sonnet-4-5-20250929' is 'claude-sonnet-4-5' by the rules of its price list.",
            output.ToString(),
            StringComparison.Ordinal);
        Assert.Contains("genai-prices.data.json", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void ProviderMap_MapsAName()
    {
        var line = Line.Replace("openai", "my-gateway", StringComparison.Ordinal)
            .Replace("MODEL", "gpt-4o", StringComparison.Ordinal);

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

        Assert.Equal(
            $"--provider-map is '{pair}'; it must have the form NAME=PROVIDER, such as my-gateway=openai.", fault.Message);
    }

    [Theory]
    [InlineData("""{"Discounts":{"openai":15}}""", "LlmCost:Discounts:openai is 15; it must be a share between 0 and 1")]
    [InlineData("nonsense", "appsettings.json")]
    public void InvalidConfig_IsReportedWithFileAndKey(string section, string message)
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
