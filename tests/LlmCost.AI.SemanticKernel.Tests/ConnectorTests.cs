using Microsoft.SemanticKernel;

namespace LlmCost.AI.Tests;

public sealed class ConnectorTests
{
    public static readonly TheoryData<bool> Streamed = [false, true];

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task Prompt_IsOneRecordWithAllTokenClasses(bool streamed)
    {
        await using var provider = await Provider.StartAsync(Provider.Answer);
        using var kernel = TestKernel.WithConnector(provider);

        await kernel.PromptAsync(streamed);

        var record = kernel.Observer.Single;
        Assert.Equal("openai", record.ProviderName);
        Assert.Equal("gpt-5.1", record.RequestModel);
        Assert.Equal("gpt-5.1-2025-11-13", record.ResponseModel);
        Assert.Equal("chatcmpl-fx1", record.ResponseId);
        Assert.Equal(streamed, record.IsStreaming);
        Assert.Equal(UsageSource.Reported, record.UsageSource);
        Assert.Equal(CallOutcome.Completed, record.Outcome);
        Assert.Equal(2006, record.Usage.TotalInput);
        Assert.Equal(1920, record.Usage.InputCacheRead);
        Assert.Equal(7, record.Usage.InputAudio);
        Assert.Equal(192, record.Usage.OutputReasoning);
        Assert.Equal(5, record.Usage.OutputAudio);
        Assert.NotNull(record.Cost);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task LoopOfFunctionCalls_IsARecordForEachRoundTrip(bool streamed)
    {
        await using var provider = await Provider.StartAsync(Provider.ToolCall, Provider.Answer);
        using var kernel = TestKernel.WithConnector(provider).WithFunction(() => "sunny");

        await kernel.PromptAsync(streamed);

        Assert.Equal(2, provider.Requests);
        Assert.Equal([700, 2006], kernel.Inputs);
        Assert.Equal(["chatcmpl-fx8", "chatcmpl-fx1"], kernel.Records.Select(record => record.ResponseId));
        Assert.All(kernel.Records, record => Assert.Equal(CallOutcome.Completed, record.Outcome));
    }
}
