namespace LlmCost.AI.Tests;

/// <summary>
/// Defines the collection of the page's tests. The tests run sequentially, because they share a browser. They do not run in
/// parallel with other tests, because some of them measure time and memory.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class BrowserTests : ICollectionFixture<Browser>
{
    public const string Name = "Browser";
}
