using System.Globalization;
using Microsoft.SemanticKernel;

namespace LlmCost.AI;

/// <summary>The maximum output in settings of a prompt.</summary>
/// <remarks>
/// Semantic Kernel has no general setting. Its connectors read <c>max_tokens</c> from untyped settings, as they come from prompt
/// templates. The settings classes of connectors have properties of their own, which are neither read nor changed. A maximum is
/// not added either, because not every model accepts the same name.
/// </remarks>
internal static class OutputMaximum
{
    private static readonly string[] s_keys = ["max_tokens", "max_completion_tokens"];

    /// <summary>Returns the maximum output, or <see langword="null"/> if it is unknown.</summary>
    public static int? Of(PromptExecutionSettings? settings)
    {
        foreach (var key in s_keys)
        {
            if (settings?.ExtensionData?.TryGetValue(key, out var value) is true
                && int.TryParse(
                    Convert.ToString(value, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture, out var tokens)
                && tokens > 0)
            {
                return tokens;
            }
        }

        return null;
    }

    /// <summary>Returns a copy of the settings with a lower maximum, if they have a higher one.</summary>
    public static PromptExecutionSettings? Lower(PromptExecutionSettings? settings, int? maximum)
    {
        if (maximum is not { } tokens || Of(settings) is not { } own || own <= tokens)
        {
            return settings;
        }

        // The copy of a frozen object is not frozen.
        var lower = settings!.Clone();
        lower.ExtensionData = new Dictionary<string, object>(settings.ExtensionData!);
        foreach (var key in s_keys)
        {
            if (lower.ExtensionData.ContainsKey(key))
            {
                lower.ExtensionData[key] = tokens;
            }
        }

        return lower;
    }
}
