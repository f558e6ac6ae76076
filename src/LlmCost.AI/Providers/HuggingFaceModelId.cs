namespace LlmCost.AI;

/// <summary>Splits the names of models at Hugging Face's router, which resells the models of many providers.</summary>
internal static class HuggingFaceModelId
{
    /// <summary>
    /// Returns the provider and the model that a name contains. The router writes such a name as <c>org/model:groq</c>, and
    /// gateways write it as <c>groq/org/model</c>. Returns <see langword="null"/> for a name without a provider. In that case,
    /// the router chooses the provider, so the price is unknown.
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
