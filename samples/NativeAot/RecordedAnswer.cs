using System.Net;
using System.Text;

namespace NativeAot;

/// <summary>Responds to every request of OpenAI's client with a recorded API response.</summary>
internal sealed class RecordedAnswer : HttpMessageHandler
{
    private const string Body = """
        {
          "id": "chatcmpl-1", "object": "chat.completion", "created": 1764000000,
          "model": "gpt-4o-mini-2024-07-18", "service_tier": "default",
          "choices": [
            { "index": 0, "finish_reason": "stop", "message": { "role": "assistant", "content": "Bees make it from nectar." } }
          ],
          "usage": {
            "prompt_tokens": 2006, "completion_tokens": 300, "total_tokens": 2306,
            "prompt_tokens_details": { "cached_tokens": 1920 }, "completion_tokens_details": { "reasoning_tokens": 0 }
          }
        }
        """;

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
        {
            RequestMessage = request,
            Content = new StringContent(Body, Encoding.UTF8, "application/json"),
        });
}
