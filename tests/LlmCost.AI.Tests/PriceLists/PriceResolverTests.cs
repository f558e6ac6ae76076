namespace LlmCost.AI.Tests;

public sealed class PriceResolverTests
{
    [Fact]
    public void Find_AnsweringModel_DeterminesThePrice() =>
        AssertFound("gpt-4o", PriceSource.List, Find([], [], "alias", "gpt-4o-2024-11-20"));

    [Fact]
    public void Find_NoAnswer_TheRequestedModelApplies() => AssertFound("gpt-4o", PriceSource.List, Find([], [], "gpt-4o", null));

    [Fact]
    public void Find_UnknownAnsweringModel_IsUnknown_RegardlessOfTheRequest() =>
        Assert.Null(Find([], [], "gpt-4o", "gpt-4o-turbo-next"));

    [Fact]
    public void Find_CustomPriceOfTheAnsweringModel_TakesPrecedenceOverTheCatalog() =>
        AssertFound("gpt-4o", PriceSource.Configuration, Find(["gpt-4o"], [], "x", "gpt-4o-2024-11-20"));

    [Fact]
    public void Find_CustomPriceOfTheDeployment_TakesPrecedenceOverThatOfItsModel() => AssertFound(
        "prod-ptu",
        PriceSource.Configuration,
        Find(["gpt-4o", "prod-ptu"], [("prod-ptu", "gpt-4o")], "prod-ptu", "gpt-4o-2024-11-20"));

    [Fact]
    public void Find_CustomPriceOfTheRequest_IsIgnoredAndReported_IfAListHasTheAnsweringModel()
    {
        var match = Find(["my-alias"], [], "my-alias", "gpt-4o-2024-11-20");

        AssertFound("gpt-4o", PriceSource.List, match);
        Assert.Equal("my-alias", match!.PassedOver);
    }

    [Theory]
    [InlineData("my-alias", "internal-build-7", "my-alias")]
    [InlineData("my-alias", null, "my-alias")]
    [InlineData("gpt-4o-2024-11-20", "gpt-4o", "gpt-4o-2024-11-20")]
    public void Find_CustomPriceOfTheRequest_Applies_IfNoListHasTheAnsweringModel(
        string request, string? response, string price)
    {
        var match = Find([price], [], request, response);

        AssertFound(price, PriceSource.Configuration, match);
        Assert.Null(match!.PassedOver);
    }

    [Fact]
    public void Find_CustomPricesOfTheRequestAndOfAllModels_AListedAnswerHasThePriceOfAllModels()
    {
        var match = Find(["my-alias", "*"], [], "my-alias", "gpt-4o");

        AssertFound("*", PriceSource.Configuration, match);
        Assert.Equal("my-alias", match!.PassedOver);
    }

    [Fact]
    public void Find_CustomPriceOfTheExactSnapshot_TakesPrecedenceOverThatOfTheDeployment() => AssertFound(
        "gpt-4o-2024-11-20", PriceSource.Configuration,
        Find(["gpt-4o-2024-11-20", "prod-ptu"], [], "prod-ptu", "gpt-4o-2024-11-20"));

    [Fact]
    public void Find_CustomPricesOfBothNames_ThatOfTheAnswerApplies() => AssertFound(
        "my-model", PriceSource.Configuration, Find(["my-alias", "my-model"], [], "my-alias", "my-model"));

    [Fact]
    public void Find_CustomPriceOfTheExactRequest_TakesPrecedenceOverThatOfTheUndatedAnswer() => AssertFound(
        "my-alias", PriceSource.Configuration, Find(["my-alias", "internal"], [], "my-alias", "internal-2026-01-01"));

    [Fact]
    public void Find_CustomPriceOfTheUndatedAnswer_TakesPrecedenceOverThatOfTheUndatedRequest() => AssertFound(
        "gpt-4o", PriceSource.Configuration, Find(["gpt-4o", "my-alias"], [], "my-alias-2026-01-01", "gpt-4o-2024-11-20"));

    [Fact]
    public void Find_CustomPriceOfTheUndatedRequest_Applies_IfTheAnswerHasNone() => AssertFound(
        "my-alias", PriceSource.Configuration, Find(["my-alias"], [], "my-alias-2026-01-01", "internal-build-7"));

    [Fact]
    public void Find_NoProviderAndNoAnswer_TheRequestDeterminesBoth() => AssertFound(
        "gpt-4o", PriceSource.List, new PriceResolver([PriceList.Catalog], PriceSettings.None).Find(null, "openai/gpt-4o", null));

    [Fact]
    public void Find_NoProvider_TheAnswerTakesPrecedenceOverTheRequest() => AssertFound(
        "claude-sonnet-4-5",
        PriceSource.List,
        new PriceResolver([PriceList.Catalog], PriceSettings.None).Find(null, "openai/gpt-4o", "anthropic/claude-sonnet-4-5"));

    [Fact]
    public void Find_NoProvider_ACustomPriceOfTheProviderPrefixApplies()
    {
        var options = new CostMeteringOptions { Prices = { new() { Provider = "openai", Model = "gpt-4o", Input = 1 } } };

        AssertFound(
            "gpt-4o",
            PriceSource.Configuration,
            new PriceResolver([PriceList.Catalog], options.ToPriceSettings()).Find(null, "openai/gpt-4o", null));
    }

    [Fact]
    public void Find_NoName_IsUnknown() => Assert.Null(Find(["gpt-4o", "*"], [("gpt-4o", "gpt-4o")], null, null));

    [Fact]
    public void Find_CustomPriceOfAllModels_AppliesToUnknownModels() =>
        AssertFound("*", PriceSource.Configuration, Find(["*"], [], "anything", "brand-new"));

    [Fact]
    public void Find_DeploymentOfAModelWithACustomPrice_HasThatPriceInsteadOfThePriceOfAllModels() =>
        AssertFound("gpt-4o", PriceSource.Configuration, Find(["*", "gpt-4o"], [("prod", "gpt-4o")], "prod", "prod"));

    [Fact]
    public void Find_AnswerNamesTheDeployment_TheMapDeterminesTheModel() =>
        AssertFound("gpt-4o", PriceSource.List, Find([], [("prod-chat", "gpt-4o")], "prod-chat", "PROD-CHAT"));

    [Fact]
    public void Find_DeploymentNamedLikeAnotherModel_TheMapApplies() =>
        AssertFound("gpt-4o-mini", PriceSource.List, Find([], [("gpt-4o", "gpt-4o-mini")], "gpt-4o", "gpt-4o"));

    [Fact]
    public void Find_NoAnswerOfADeploymentNamedLikeAnotherModel_TheMapApplies() =>
        AssertFound("gpt-4o-mini", PriceSource.List, Find([], [("gpt-4o", "gpt-4o-mini")], "gpt-4o", null));

    [Fact]
    public void Find_MapOfDeployments_IgnoresCase() =>
        AssertFound("gpt-4o", PriceSource.List, Find([], [("Prod-Chat", "GPT-4o")], "prod-chat", null));

    [Fact]
    public void Find_AnswerThatNamesTheModel_TakesPrecedenceOverTheMap() =>
        AssertFound("gpt-4o", PriceSource.List, Find([], [("prod-chat", "gpt-5")], "prod-chat", "gpt-4o-2024-11-20"));

    [Fact]
    public void Find_UnknownAnswerOfAMappedDeployment_TheMapApplies() =>
        AssertFound("gpt-4o", PriceSource.List, Find([], [("prod-chat", "gpt-4o")], "prod-chat", "internal-build-7"));

    [Fact]
    public void Find_DeploymentOfACustomModel_HasTheCustomPrice() =>
        AssertFound("my-model", PriceSource.Configuration, Find(["my-model"], [("prod", "my-model")], "prod", "prod"));

    [Fact]
    public void Find_NoProvider_IsUnknown() =>
        Assert.Null(new PriceResolver([PriceList.Catalog], PriceSettings.None).Find(null, "gpt-4o", "gpt-4o"));

    [Theory]
    [InlineData("openai/gpt-4o-2024-11-20", "gpt-4o")]
    [InlineData("anthropic/claude-sonnet-4-5", "claude-sonnet-4-5")]
    [InlineData("openrouter/anthropic/claude-sonnet-4.5", "anthropic/claude-sonnet-4.5")]
    public void Find_NoProvider_ThePrefixOfTheNameIdentifiesIt(string model, string found) =>
        AssertFound(found, PriceSource.List, Find(null, model));

    [Theory]
    [InlineData("openai", "openai/gpt-4o", "gpt-4o")]
    [InlineData("openrouter", "openrouter/anthropic/claude-sonnet-4.5", "anthropic/claude-sonnet-4.5")]
    [InlineData("huggingface", "Qwen/Qwen3-32B:groq", "Qwen/Qwen3-32B")]
    [InlineData("huggingface", "groq/Qwen/Qwen3-32B", "Qwen/Qwen3-32B")]
    public void Find_ProviderPrefixOfTheName_HasNoEffect(string provider, string model, string found) =>
        AssertFound(found, PriceSource.List, Find(provider, model));

    [Theory]
    [InlineData("huggingface", "Qwen/Qwen3-32B")]
    [InlineData("huggingface", "Qwen/Qwen3-32B:nobody")]
    [InlineData("some-router", "openai/gpt-4o")]
    [InlineData("groq", "openai/gpt-4o")]
    [InlineData(null, "gpt-4o")]
    [InlineData(null, "/gpt-4o")]
    [InlineData(null, "openai/")]
    public void Find_NameWithoutTheSeller_IsUnknown(string? provider, string model) => Assert.Null(Find(provider, model));

    [Theory]
    [InlineData("some-router", "openai/gpt-4o", "gpt-4o", "openai")]
    [InlineData("some-router", "gpt-4o-2024-11-20", "gpt-4o", "openai")]
    [InlineData("some-router", "anthropic/claude-sonnet-4-5", "claude-sonnet-4-5", "anthropic")]
    public void Find_ResellerWithFallbacks_UsesTheFallback_AndIsMarked(string provider, string model, string found, string maker)
    {
        var match = Find(provider, model, "openai", "anthropic");

        AssertFound(found, PriceSource.List, match);
        Assert.Equal(maker, match!.FallbackProvider);
    }

    [Fact]
    public void Find_ResellerWithASeparatePrice_NeedsNoFallback() =>
        Assert.Null(Find("azure", "gpt-4o", "openai")!.FallbackProvider);

    [Fact]
    public void Find_ResellersModelWithACustomPriceOfItsProvider_HasThatPrice_WithoutThePrefix()
    {
        var options = new CostMeteringOptions
        {
            Prices = { new() { Provider = "openai", Model = "gpt-4o", Input = 1 } },
            ResellerFallbacks = { ["some-router"] = ["openai"] },
        };

        AssertFound(
            "gpt-4o",
            PriceSource.Configuration,
            new PriceResolver([PriceList.Catalog], options.ToPriceSettings()).Find("some-router", "openai/gpt-4o", null));
    }

    [Fact]
    public void Find_ResellersModelWithAnotherPrefixThanTheFallbacks_IsFoundByItsFullName() =>
        AssertFound("openai/gpt-oss-120b", PriceSource.List, Find("some-router", "openai/gpt-oss-120b", "groq"));

    [Fact]
    public void Find_TwoFallbacksThatHaveTheModel_TheFirstApplies()
    {
        Assert.Equal("azure.ai.openai", Find("some-router", "gpt-4o", "azure", "openai")!.FallbackProvider);
        Assert.Equal("openai", Find("some-router", "gpt-4o", "openai", "azure")!.FallbackProvider);
    }

    [Fact]
    public void Find_ResellersDeploymentWithAnUnknownAnswer_HasTheModelProvidersPriceOfTheMappedModel()
    {
        var options = new CostMeteringOptions
        {
            Deployments = { ["prod"] = "gpt-4o" },
            ResellerFallbacks = { ["some-router"] = ["openai"] },
        };
        var resolver = new PriceResolver([PriceList.Catalog], options.ToPriceSettings());

        AssertFound("gpt-4o", PriceSource.List, resolver.Find("some-router", "prod", "internal-build-7"));
        Assert.Null(resolver.Find("some-router", "other", "internal-build-7"));
    }

    [Fact]
    public void Find_ModelProviderHasTheAnsweringAndTheMappedModel_TheAnsweringModelApplies()
    {
        var options = new CostMeteringOptions
        {
            Deployments = { ["prod"] = "gpt-4o" },
            ResellerFallbacks = { ["some-router"] = ["openai"] },
        };

        AssertFound(
            "gpt-4o-mini", PriceSource.List,
            new PriceResolver([PriceList.Catalog], options.ToPriceSettings()).Find("some-router", "prod", "gpt-4o-mini"));
    }

    [Fact]
    public void Find_ProviderHasTheMappedModel_NoFallbackIsUsedForTheAnsweringModel()
    {
        var options = new CostMeteringOptions
        {
            Deployments = { ["prod"] = "gpt-4o" },
            ResellerFallbacks = { ["openai"] = ["anthropic"] },
        };
        var match = new PriceResolver([PriceList.Catalog], options.ToPriceSettings()).Find("openai", "prod", "claude-sonnet-4-5");

        AssertFound("gpt-4o", PriceSource.List, match);
        Assert.Null(match!.FallbackProvider);
    }

    [Fact]
    public void Find_ResellerWithFallbacks_WithoutAModelName_IsUnknown()
    {
        var options = new CostMeteringOptions { ResellerFallbacks = { ["some-router"] = ["ollama"] } };

        Assert.Null(new PriceResolver([PriceList.Catalog], options.ToPriceSettings()).Find("some-router", null, null));
    }

    [Fact]
    public void Find_ModelThatTheModelProviderDoesNotHave_IsUnknown() => Assert.Null(Find("some-router", "gpt-4o", "anthropic"));

    [Theory]
    [InlineData("azure.ai.openai", 2)]
    [InlineData("openai", 1)]
    [InlineData("some-router", null)]
    public void Find_InAGenAIPricesList_AcceptsOpenTelemetrysNames_AndIgnoresTheListsFallbacks(string provider, int? input)
    {
        var list = PriceListReader.Read("list", """
            [
              {"id":"openai","provider_match":{"contains":"openai"},"models":[
                {"id":"a","match":{"equals":"a"},"prices":{"input_mtok":1}},
                {"id":"b","match":{"equals":"b"},"prices":{"input_mtok":1}}]},
              {"id":"azure","fallback_model_providers":["openai"],"models":[
                {"id":"a","match":{"equals":"a"},"prices":{"input_mtok":2}}]}
            ]
            """u8.ToArray());
        var resolver = new PriceResolver([list], PriceSettings.None);

        Assert.Equal(input, resolver.Find(provider, "a", null)?.Prices.At(DateTimeOffset.UtcNow)?.Rates.Input);
        Assert.Null(resolver.Find("azure.ai.openai", "b", null));
    }

    [Fact]
    public void Find_CallsThatDifferInOneName_HaveSeparatePrices()
    {
        var options = new CostMeteringOptions { Prices = { new() { Provider = "openai", Model = "my-alias", Input = 1 } } };
        var resolver = new PriceResolver([PriceList.Catalog], options.ToPriceSettings());

        // Each name is resolved several times: first by a lookup, then from the cache.
        for (var i = 0; i < 3; i++)
        {
            AssertFound("my-alias", PriceSource.Configuration, resolver.Find("openai", "my-alias", "internal-build-7"));
            AssertFound("my-alias", PriceSource.Configuration, resolver.Find("openai", "my-alias", "internal-build-7"));
            AssertFound("gpt-4o", PriceSource.List, resolver.Find("openai", "gpt-4o", "gpt-4o"));
            AssertFound("gpt-4o", PriceSource.List, resolver.Find("openai", "gpt-4o", "gpt-4o"));
            AssertFound("gpt-4o-mini", PriceSource.List, resolver.Find("openai", "gpt-4o", "gpt-4o-mini"));
            AssertFound("gpt-4o-mini", PriceSource.List, resolver.Find("openai", "gpt-4o", "gpt-4o-mini"));
            Assert.Null(resolver.Find("some-router", "gpt-4o", "gpt-4o-mini"));
            Assert.Null(resolver.Find("some-router", "gpt-4o", "gpt-4o-mini"));
        }
    }

    [Fact]
    public void Find_MoreNamesThanAreCached_FindsEach()
    {
        var resolver = new PriceResolver([PriceList.Catalog], PriceSettings.None);
        for (var i = 0; i < 20_000; i++)
        {
            Assert.Null(resolver.Find("openai", $"hostile-{i}", null));
        }

        AssertFound("gpt-4o", PriceSource.List, resolver.Find("openai", "gpt-4o", null));
        Assert.InRange(resolver.RememberedCount, 1, 10_000);
    }

    [Fact]
    public void Find_VeryLongNames_AreNotCached()
    {
        var resolver = new PriceResolver([PriceList.Catalog], PriceSettings.None);

        Assert.Null(resolver.Find("openai", new string('x', 1 << 20), null));
        Assert.Null(resolver.Find("openai", null, new string('x', 1 << 20)));
        Assert.Null(resolver.Find(new string('x', 1 << 20), "gpt-4o", null));

        Assert.Equal(0, resolver.RememberedCount);
    }

    [Theory]
    [InlineData(512, 1)]
    [InlineData(513, 0)]
    public void Find_LongestCachedName_IsCached(int letters, int remembered)
    {
        var resolver = new PriceResolver([PriceList.Catalog], PriceSettings.None);

        Assert.Null(resolver.Find("openai", new string('x', letters), null));

        Assert.Equal(remembered, resolver.RememberedCount);
    }

    private static PriceMatch? Find(
        string[] own, (string Deployment, string Model)[] deployments, string? request, string? response)
    {
        var options = new CostMeteringOptions();
        Array.ForEach(
            own,
            model => options.Prices.Add(new ModelPriceOptions { Provider = "openai", Model = model, Input = 1, Output = 1 }));
        Array.ForEach(deployments, pair => options.Deployments.Add(pair.Deployment, pair.Model));
        return new PriceResolver([PriceList.Catalog], options.ToPriceSettings()).Find("openai", request, response);
    }

    private static PriceMatch? Find(string? provider, string model, params string[] makers)
    {
        var options = new CostMeteringOptions();
        if (makers.Length > 0)
        {
            options.ResellerFallbacks.Add(provider!, makers);
        }

        return new PriceResolver([PriceList.Catalog], options.ToPriceSettings())
            .Find(KnownProviders.Canonical(provider), model, null);
    }

    private static void AssertFound(string name, PriceSource source, PriceMatch? match)
    {
        Assert.Equal(name, match?.Prices.Name);
        Assert.Equal(source, match?.Source);
    }
}
