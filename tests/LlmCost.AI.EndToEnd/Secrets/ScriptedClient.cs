using Microsoft.Extensions.AI;

namespace LlmCost.AI.EndToEnd.Secrets;

/// <summary>A client that plants secrets in every part of its responses.</summary>
/// <param name="secrets">The secrets.</param>
/// <param name="failure">The exception to throw instead of returning a response, or after the first update of a stream.</param>
/// <param name="hasUsage">True if the responses contain usage.</param>
internal sealed class ScriptedClient(PlantedSecrets secrets, Exception? failure = null, bool hasUsage = true) : IChatClient
{
    private readonly ChatClientMetadata _metadata = new(
        "openai",
        new Uri(
            $"https://user:{secrets["endpoint-password"]}@api.openai.com/v1/"
                + $"{secrets["endpoint-path"]}?api-key={secrets["endpoint-query"]}"), "gpt-4o");

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return failure is null
            ? Task.FromResult(new ChatResponse(
                new ChatMessage(ChatRole.Assistant, Contents())
                {
                    AuthorName = secrets["author"],
                    MessageId = secrets["message-id"],
                })
            {
                ModelId = "gpt-4o-2024-11-20",
                ResponseId = "r-3",
                ConversationId = secrets["conversation-id"],
                Usage = hasUsage ? Usage() : null,
                RawRepresentation = secrets["raw-response"],
                AdditionalProperties = new() { ["note"] = secrets["response-property"] },
            })
            : throw failure;
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var content in Contents())
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            yield return new ChatResponseUpdate(ChatRole.Assistant, [content])
            {
                ModelId = "gpt-4o-2024-11-20",
                ResponseId = "r-4",
                AuthorName = secrets["author"],
                RawRepresentation = secrets["raw-update"],
                AdditionalProperties = new() { ["note"] = secrets["update-property"] },
            };
            if (failure is not null)
            {
                throw failure;
            }
        }

        if (hasUsage)
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(Usage())])
            {
                ModelId = "gpt-4o-2024-11-20",
                ResponseId = "r-4",
            };
        }
    }

    public object? GetService(Type serviceType, object? serviceKey) =>
        serviceType == typeof(ChatClientMetadata) ? _metadata : serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
        // No resources to release.
    }

    private List<AIContent> Contents() =>
    [
        new TextContent(secrets["scripted-completion"])
        {
            AdditionalProperties = new() { ["note"] = secrets["content-property"] },
        },
        new TextReasoningContent(secrets["reasoning"]) { ProtectedData = secrets["protected-reasoning"] },
        new FunctionCallContent(
            secrets["call-id"], "look_up", new Dictionary<string, object?> { ["key"] = secrets["scripted-tool-arguments"] }),
        new FunctionResultContent(secrets["call-id"], secrets["scripted-tool-result"]),
        new DataContent("data:text/plain;base64,YQ==") { Name = secrets["file-name"] },
        new UriContent($"https://files.example.com/{secrets["file-address"]}", "image/png"),
        new HostedFileContent(secrets["file-id"]),
        new ErrorContent(secrets["error-content"])
        {
            ErrorCode = secrets["error-content-code"],
            Details = secrets["error-content-details"],
        },
    ];

    private UsageDetails Usage() => new()
    {
        InputTokenCount = 1_000,
        OutputTokenCount = 100,
        TotalTokenCount = 1_100,
        AdditionalCounts = new() { [secrets["count-name"]] = 5 },
    };
}
