namespace LlmCost.AI;

/// <summary>Looks up prices in LiteLLM's table by its keys.</summary>
/// <remarks>
/// A model is found by its exact name, or otherwise by its name with the provider as a prefix. If neither is found, both are
/// looked up again after parts of the model name have been removed: the path of an ARN, a version after <c>@</c>, a region
/// prefix, or the owner in the name of a fine-tuned model. A name without a provider prefix matches only entries of the requested
/// provider.
/// </remarks>
internal sealed class LiteLlmList(IReadOnlyDictionary<string, PriceEntry> entries) : IPriceTable
{
    /// <summary>The prefixes of Bedrock's model ids for regions and inference profiles.</summary>
    private static readonly string[] s_regions = ["us.", "eu.", "apac.", "jp.", "au.", "global.", "us-gov."];

    public IEnumerable<PriceEntry> Entries => entries.Values;

    public PriceEntry? Find(in PriceQuery query)
    {
        // The table contains no addresses, so a model at an unknown host can't be matched with a provider in the table.
        if (query.Model?.Trim() is not { Length: > 0 } model || query is { Provider: null, Endpoint: not null })
        {
            return null;
        }

        var provider = query.Provider?.Trim().ToLowerInvariant();
        provider = KnownProviders.Find(provider)?.LiteLlmId ?? provider;
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
    /// True if an entry belongs to a provider or one of its families, such as <c>vertex_ai-language-models</c> or
    /// <c>bedrock_converse</c>.
    /// </summary>
    private static bool IsOf(PriceEntry entry, string? provider) =>
        provider is null
        || entry.Provider.StartsWith(provider, StringComparison.OrdinalIgnoreCase)
        || provider.StartsWith(entry.Provider, StringComparison.OrdinalIgnoreCase);
}
