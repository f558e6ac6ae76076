using Microsoft.Extensions.AI;

namespace LlmCost.AI.Tests;

/// <summary>Makes a call either streamed or not streamed, so that one theory covers both.</summary>
internal static class Call
{
    public static readonly TheoryData<bool> Streamed = [false, true];

    public static async Task MakeAsync(
        IChatClient client, bool streamed, ChatOptions? options = null, CancellationToken? cancellationToken = null)
    {
        var token = cancellationToken ?? TestContext.Current.CancellationToken;
        if (!streamed)
        {
            await client.GetResponseAsync("What is it?", options, token);
            return;
        }

        await foreach (var _ in client.GetStreamingResponseAsync("What is it?", options, token))
        {
        }
    }
}
