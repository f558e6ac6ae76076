using LlmCost.AI.Testing;

namespace LlmCost.AI.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void PublicApi_IsThatOfTheSnapshot() => PublicApi.Verify(typeof(FakeChatClient).Assembly);
}
