namespace LlmCost.AI.Tests;

public sealed class PriceResolverTests
{
    [Fact]
    public void Find_AnsweringModel_TellsThePrice() => AssertFound("gpt-4o", PriceSource.Catalog, Find([], [], "alias", "gpt-4o-2024-11-20"));

    [Fact]
    public void Find_NoAnswer_TheRequestedModelTells() => AssertFound("gpt-4o", PriceSource.Catalog, Find([], [], "gpt-4o", null));

    [Fact]
    public void Find_UnknownAnsweringModel_IsUnknownWhateverWasRequested() => Assert.Null(Find([], [], "gpt-4o", "gpt-4o-turbo-next"));

    [Fact]
    public void Find_OwnPriceOfTheAnsweringModel_WinsOverTheCatalog() =>
        AssertFound("gpt-4o", PriceSource.Configuration, Find(["gpt-4o"], [], "x", "gpt-4o-2024-11-20"));

    [Fact]
    public void Find_OwnPriceOfTheDeployment_WinsOverThatOfTheModel() =>
        AssertFound("prod-ptu", PriceSource.Configuration, Find(["gpt-4o", "prod-ptu"], [], "prod-ptu", "gpt-4o-2024-11-20"));

    [Fact]
    public void Find_OwnPriceOfTheExactSnapshot_WinsOverThatOfTheDeployment() => AssertFound(
        "gpt-4o-2024-11-20", PriceSource.Configuration, Find(["gpt-4o-2024-11-20", "prod-ptu"], [], "prod-ptu", "gpt-4o-2024-11-20"));

    [Fact]
    public void Find_OwnPriceOfEveryModel_HoldsForTheUnknown() =>
        AssertFound("*", PriceSource.Configuration, Find(["*"], [], "anything", "brand-new"));

    [Fact]
    public void Find_DeploymentOfAModelWithAnOwnPrice_IsThatAndNotTheOneOfEveryModel() =>
        AssertFound("gpt-4o", PriceSource.Configuration, Find(["*", "gpt-4o"], [("prod", "gpt-4o")], "prod", "prod"));

    [Fact]
    public void Find_AnswerNamesTheDeployment_TheMapTellsTheModel() =>
        AssertFound("gpt-4o", PriceSource.Catalog, Find([], [("prod-chat", "gpt-4o")], "prod-chat", "PROD-CHAT"));

    [Fact]
    public void Find_DeploymentNamedLikeAnotherModel_TheMapWins() =>
        AssertFound("gpt-4o-mini", PriceSource.Catalog, Find([], [("gpt-4o", "gpt-4o-mini")], "gpt-4o", "gpt-4o"));

    [Fact]
    public void Find_AnswerNamesTheRealModel_WinsOverTheMap() =>
        AssertFound("gpt-4o", PriceSource.Catalog, Find([], [("prod-chat", "gpt-5")], "prod-chat", "gpt-4o-2024-11-20"));

    [Fact]
    public void Find_UnknownAnswerOfAMappedDeployment_TheMapTells() =>
        AssertFound("gpt-4o", PriceSource.Catalog, Find([], [("prod-chat", "gpt-4o")], "prod-chat", "internal-build-7"));

    [Fact]
    public void Find_DeploymentOfAnOwnModel_IsTheOwnPrice() =>
        AssertFound("my-model", PriceSource.Configuration, Find(["my-model"], [("prod", "my-model")], "prod", "prod"));

    [Fact]
    public void Find_NoProvider_IsUnknown() =>
        Assert.Null(new PriceResolver(PriceCatalog.Default, [], []).Find(null, "gpt-4o", "gpt-4o"));

    [Fact]
    public void Find_MoreNamesThanAreRemembered_StillFindsEach()
    {
        var resolver = new PriceResolver(PriceCatalog.Default, [], []);
        for (var i = 0; i < 20_000; i++)
        {
            Assert.Null(resolver.Find("openai", $"hostile-{i}", null));
        }

        AssertFound("gpt-4o", PriceSource.Catalog, resolver.Find("openai", "gpt-4o", null));
        Assert.InRange(resolver.RememberedCount, 1, 10_000);
    }

    private static PriceMatch? Find(string[] own, (string Deployment, string Model)[] deployments, string? request, string? response) =>
        new PriceResolver(
            PriceCatalog.Default,
            own.Select(model => new ModelPriceOptions { Provider = "openai", Model = model, Input = 1, Output = 1 }),
            deployments.Select(pair => KeyValuePair.Create(pair.Deployment, pair.Model)))
            .Find("openai", request, response);

    private static void AssertFound(string name, PriceSource source, PriceMatch? match)
    {
        Assert.Equal(name, match?.Prices.Name);
        Assert.Equal(source, match?.Source);
    }
}
