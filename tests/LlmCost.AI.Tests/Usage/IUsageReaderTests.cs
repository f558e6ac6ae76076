using Microsoft.Extensions.AI;

namespace LlmCost.AI.Tests;

public sealed class IUsageReaderTests
{
    [Fact]
    public void TryReadRaw_ReaderOfChatsAlone_FindsNothing() =>
        Assert.False(((IUsageReader)new ChatReader()).TryReadRaw(new object(), "openai", out _));

    private sealed class ChatReader : IUsageReader
    {
        public bool TryRead(ChatResponse response, string? providerName, out UsageReading reading) =>
            throw new NotSupportedException();

        public bool TryRead(ChatResponseUpdate update, string? providerName, out UsageReading reading) =>
            throw new NotSupportedException();
    }
}
