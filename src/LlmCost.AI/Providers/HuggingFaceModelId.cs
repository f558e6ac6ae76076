namespace LlmCost.AI;

/// <summary>Names of models at Hugging Face's router, which resells the ones of many providers.</summary>
internal static class HuggingFaceModelId
{
    /// <summary>
    /// The provider who serves and the model: <c>org/model:groq</c> as the router has it, or <c>groq/org/model</c> as gateways
    /// write it. Without either, the router chooses, and the price is not known: <see langword="null"/>.
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
