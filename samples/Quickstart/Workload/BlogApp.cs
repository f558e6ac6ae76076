using System.Text;
using LlmCost.AI;
using Microsoft.Extensions.AI;

namespace Quickstart;

/// <summary>Represents the metered app. It has three features, each with a feature name and a team.</summary>
/// <param name="streaming">True to stream responses.</param>
internal sealed class BlogApp(bool streaming)
{
    /// <summary>Writes a post from an outline.</summary>
    public async Task<string> GenerateContentAsync(IChatClient client, string outline, CancellationToken cancellationToken)
    {
        using var scope = CostScope.Begin(feature: "generate_content", ("team", "content"));
        return await AskAsync(
            client, "Write a blog post in Markdown that follows this outline.", outline, 1_200, cancellationToken);
    }

    /// <summary>Shortens a post to a teaser.</summary>
    public async Task<string> SummarizeAsync(IChatClient client, string post, CancellationToken cancellationToken)
    {
        using var scope = CostScope.Begin(feature: "summarize", ("team", "content"));
        return await AskAsync(client, "Summarize this blog post in three sentences.", post, 250, cancellationToken);
    }

    /// <summary>Extracts the keywords of a post for search.</summary>
    public async Task<string> ExtractKeywordsAsync(IChatClient client, string post, CancellationToken cancellationToken)
    {
        using var scope = CostScope.Begin(feature: "extract_keywords", ("team", "search"));
        return await AskAsync(client, "List ten keywords of this blog post, separated by commas.", post, 80, cancellationToken);
    }

    private async Task<string> AskAsync(
        IChatClient client, string instruction, string text, int maxOutputTokens, CancellationToken cancellationToken)
    {
        ChatMessage[] messages = [new(ChatRole.System, instruction), new(ChatRole.User, text)];
        var options = new ChatOptions { MaxOutputTokens = maxOutputTokens };

        if (!streaming)
        {
            return (await client.GetResponseAsync(messages, options, cancellationToken)).Text;
        }

        var answer = new StringBuilder();

        await foreach (var update in client.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            answer.Append(update.Text);
        }

        return answer.ToString();
    }
}
