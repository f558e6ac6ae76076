namespace LlmCost.AI;

/// <summary>Splits the names of models at Hugging Face's router, which resells the models of many providers.</summary>
internal static class HuggingFaceModelId
{
    /// <summary>
    /// Returns the serving provider and the model: from <c>org/model:groq</c>, the router's own spelling, or from
    /// <c>groq/org/model</c>, the spelling of gateways. Returns <see langword="null"/> for other names: the router then chooses
    /// the provider, and the price is unknown.
    /// </summary>
    public static (string Provider, string Model)? Split(string model)
    {
        if (model.LastIndexOf(':') is > 0 and var colon && colon < model.Length - 1)
        {
            return ($"{ProviderNames.HuggingFace}_{model[(colon + 1)..]}", model[..colon]);
        }

        return model.Count(letter => letter is '/') is 2 && model.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash
            ? ($"{ProviderNames.HuggingFace}_{model[..slash]}", model[(slash + 1)..])
            : null;
    }
}
