using System.Text.Json;

namespace LlmCost.AI.Tests;

/// <summary>Reads usage from raw responses that are strings of JSON.</summary>
internal sealed class JsonReader : IUsageReader
{
    /// <summary>Returns a client whose responses report usage that includes a field unknown to the library.</summary>
    public static TestChatClient ClientOf(string model) => new()
    {
        OnGetResponse = (_, _, _) => Task.FromResult(TestChatClient.Response(model: model)),
        Raw = $$$"""
            {"object":"chat.completion","id":"r-1","model":"{{{model}}}",
              "usage":{"prompt_tokens":1000,"completion_tokens":100,"total_tokens":1100,"teleported_tokens":7}}
            """,
    };

    public bool TryRead(object rawRepresentation, string? providerName, out UsageReading reading)
    {
        using var json = JsonDocument.Parse((string)rawRepresentation);
        reading = UsageReading.FromJson(json.RootElement.Clone());
        return true;
    }
}
