namespace LlmCost.AI.Tests;

/// <summary>The tests of the page, which run sequentially because they share a browser.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserTests : ICollectionFixture<Browser>
{
    public const string Name = "Browser";
}
