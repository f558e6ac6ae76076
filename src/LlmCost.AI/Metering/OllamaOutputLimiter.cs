using System.Diagnostics.CodeAnalysis;

namespace LlmCost.AI;

/// <summary>
/// Lowers the maximum output in options of OllamaSharp. Reflection is used, because this library does not depend on OllamaSharp.
/// </summary>
internal sealed class OllamaOutputLimiter : IOutputLimiter
{
    [UnconditionalSuppressMessage(
        "Trimming", "IL2075", Justification = "OllamaSharp serializes these properties, so that they are not trimmed.")]
    public bool TryLimit(object rawOptions, long maxOutputTokens, [NotNullWhen(true)] out object? limited)
    {
        limited = null;
        if (rawOptions.GetType().FullName is "OllamaSharp.Models.Chat.ChatRequest"
            && rawOptions.GetType().GetProperty("Options")?.GetValue(rawOptions) is { } options
            && options.GetType().GetProperty("NumPredict") is { } property
            && property.GetValue(options) is int maximum
            && (maximum > maxOutputTokens || maximum < 0))
        {
            // Negative values mean that there is no limit.
            property.SetValue(options, (int)long.Min(maxOutputTokens, int.MaxValue));
            limited = rawOptions;
        }

        return limited is not null;
    }
}
