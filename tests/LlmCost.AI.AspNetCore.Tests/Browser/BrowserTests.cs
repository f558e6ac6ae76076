namespace LlmCost.AI.Tests;

/// <summary>
/// The tests of the page, which run sequentially because they share a browser, and without other tests because some measure.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class BrowserTests : ICollectionFixture<Browser>
{
    public const string Name = "Browser";
}
