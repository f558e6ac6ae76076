namespace LlmCost.AI;

/// <summary>The facts about a call that the address of its request reveals.</summary>
/// <param name="IsKnownHost">True if the host belongs to a known or configured provider.</param>
/// <param name="Kind">The kind of call, or <see langword="null"/> if the path is not that of a model call.</param>
/// <param name="Model">The model or deployment in the path, or <see langword="null"/> if there is none.</param>
internal readonly record struct HttpTarget(bool IsKnownHost, CallKind? Kind, string? Model)
{
    /// <summary>The path suffixes of requests that call a model.</summary>
    private static readonly (string End, CallKind Kind)[] s_paths =
    [
        ("/completions", CallKind.Chat),
        ("/responses", CallKind.Chat),
        ("/v1/messages", CallKind.Chat),
        ("/embeddings", CallKind.Embeddings),
        ("/images/generations", CallKind.Images),
        ("/images/edits", CallKind.Images),
        ("/images/variations", CallKind.Images),
        ("/audio/transcriptions", CallKind.SpeechToText),
        ("/audio/translations", CallKind.SpeechToText),
        ("/audio/speech", CallKind.TextToSpeech),
        (":generateContent", CallKind.Chat),
        (":streamGenerateContent", CallKind.Chat),
        (":embedContent", CallKind.Embeddings),
        (":batchEmbedContents", CallKind.Embeddings),
        (":rawPredict", CallKind.Chat),
        (":streamRawPredict", CallKind.Chat),
        ("/converse", CallKind.Chat),
        ("/converse-stream", CallKind.Chat),
        ("/invoke", CallKind.Chat),
        ("/invoke-with-response-stream", CallKind.Chat),
        ("/api/chat", CallKind.Chat),
        ("/api/generate", CallKind.Chat),
        ("/api/embed", CallKind.Embeddings),
        ("/v1/chat", CallKind.Chat),
        ("/v2/chat", CallKind.Chat),
        ("/v1/embed", CallKind.Embeddings),
        ("/v2/embed", CallKind.Embeddings),
        ("/rerank", CallKind.Rerank),
    ];

    /// <summary>Reads an address.</summary>
    /// <param name="address">The address of the request.</param>
    /// <param name="providerHosts">The configured hosts and the providers behind them.</param>
    public static HttpTarget Of(Uri address, HostMap providerHosts) => new(
        IsKnownHost: !KnownProviders.Resolve(adapterName: null, address, providerHosts).IsUnknownHost,
        KindOf(address.AbsolutePath),
        ModelOf(address));

    private static CallKind? KindOf(string path)
    {
        path = path.TrimEnd('/');
        foreach (var (end, kind) in s_paths)
        {
            if (path.EndsWith(end, StringComparison.OrdinalIgnoreCase))
            {
                return kind;
            }
        }

        return null;
    }

    /// <summary>
    /// Returns the model in paths of Gemini, Vertex AI and Bedrock, or the deployment in paths of Azure:
    /// <c>/models/gemini-2.5-flash:generateContent</c>, <c>/model/{id}/converse</c>, <c>/deployments/{name}/chat/completions</c>.
    /// </summary>
    private static string? ModelOf(Uri address)
    {
        var segments = address.AbsolutePath.Split('/');
        for (var i = 0; i < segments.Length - 1; i++)
        {
            var next = segments[i + 1];
            var model = segments[i] switch
            {
                "models" when next.LastIndexOf(':') is > 0 and var action => next[..action],
                "model" or "deployments" when i + 2 < segments.Length => next,
                _ => null,
            };
            if (model is not null)
            {
                return Uri.UnescapeDataString(model);
            }
        }

        return null;
    }
}
