namespace LlmCost.AI.Redis.Tests;

/// <summary>The tests that share a server and run sequentially.</summary>
[CollectionDefinition(Name)]
public sealed class OneRedis : ICollectionFixture<SharedRedis>
{
    public const string Name = "Redis";
}
