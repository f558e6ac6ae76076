namespace LlmCost.AI;

/// <summary>Splits the names of models at Hugging Face's router, which resells the models of many providers.</summary>
internal static class HuggingFaceModelId
{
    /// <summary>
    /// Returns the provider that serves the model, and the model. The router spells the two as <c>org/model:groq</c>, and
    /// gateways as <c>groq/org/model</c>. Returns <see langword="null"/> for other names. For such names, the router chooses the
    /// provider, so the price is unknown.
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
