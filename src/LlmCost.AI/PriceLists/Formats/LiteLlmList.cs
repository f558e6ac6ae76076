namespace LlmCost.AI;

/// <summary>The prices of LiteLLM's table, found by its keys.</summary>
/// <remarks>
/// By the exact name, else with the provider in front of it, then the same without a region, a version behind <c>@</c> or the
/// parts of a fine-tuned model's name that are its owner's. A name without a provider in front means an entry of the same
/// provider only.
/// </remarks>
internal sealed class LiteLlmList(IReadOnlyDictionary<string, PriceEntry> entries) : IPriceTable
{
    /// <summary>Prefixes of Bedrock's model ids that tell a region or an inference profile.</summary>
    private static readonly string[] s_regions = ["us.", "eu.", "apac.", "jp.", "au.", "global.", "us-gov."];

    /// <summary>OpenTelemetry's names of providers and those of the table.</summary>
    private static readonly Dictionary<string, string> s_providers = new()
    {
        [ProviderNames.AzureOpenAI] = "azure",
        [ProviderNames.AzureAIInference] = "azure_ai",
        [ProviderNames.AwsBedrock] = "bedrock",
        [ProviderNames.GcpGemini] = "gemini",
        [ProviderNames.GcpGenAI] = "gemini",
        [ProviderNames.GcpVertexAI] = "vertex_ai",
        [ProviderNames.IbmWatsonxAI] = "watsonx",
        [ProviderNames.Mistral] = "mistral",
        [ProviderNames.Moonshot] = "moonshot",
        [ProviderNames.XAI] = "xai",
    };

    public IEnumerable<PriceEntry> Entries => entries.Values;

    public PriceEntry? Find(in PriceQuery query)
    {
        if (query.Model?.Trim() is not { Length: > 0 } model)
        {
            return null;
        }

        var provider = query.Provider?.Trim().ToLowerInvariant();
        provider = provider is not null && s_providers.TryGetValue(provider, out var own) ? own : provider;
        foreach (var spelling in Spellings(model))
        {
            if (Find(provider, spelling) is { } entry)
            {
                return entry;
            }
        }

        return null;
    }

    private PriceEntry? Find(string? provider, string model)
    {
        if (entries.TryGetValue(model, out var entry) && IsOf(entry, provider))
        {
            return entry;
        }

        return provider is not null && entries.TryGetValue($"{provider}/{model}", out entry) ? entry : null;
    }

    private static IEnumerable<string> Spellings(string model)
    {
        yield return model;

        if (model.LastIndexOf('/') is var slash && model.Contains("arn:", StringComparison.OrdinalIgnoreCase) && slash > 0)
        {
            model = model[(slash + 1)..];
            yield return model;
        }

        if (model.IndexOf('@', StringComparison.Ordinal) is > 0 and var at)
        {
            yield return model[..at];
        }

        if (Array.Find(s_regions, region => model.StartsWith(region, StringComparison.OrdinalIgnoreCase)) is { } prefix)
        {
            yield return model[prefix.Length..];
        }

        if (model.StartsWith("ft:", StringComparison.OrdinalIgnoreCase) && model.IndexOf(':', 3) is > 0 and var owner)
        {
            yield return model[..owner];
        }
    }

    /// <summary>
    /// Whether an entry is one of the provider's: its families (<c>vertex_ai-language-models</c>, <c>bedrock_converse</c>) count
    /// as the provider.
    /// </summary>
    private static bool IsOf(PriceEntry entry, string? provider) =>
        provider is null
        || entry.Provider.StartsWith(provider, StringComparison.OrdinalIgnoreCase)
        || provider.StartsWith(entry.Provider, StringComparison.OrdinalIgnoreCase);
}
