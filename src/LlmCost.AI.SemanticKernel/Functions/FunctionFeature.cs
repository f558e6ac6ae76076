using System.Text.RegularExpressions;
using Microsoft.SemanticKernel;

namespace LlmCost.AI;

/// <summary>The feature that the calls of a kernel function are attributed to.</summary>
internal static partial class FunctionFeature
{
    /// <summary>
    /// <c>Plugin.Function</c>, or the function alone if it is in no plugin; <see langword="null"/> if it has no name of its own. Semantic Kernel
    /// gives prompts without a name a new one for each call, which would never end as a label.
    /// </summary>
    public static string? Of(KernelFunction function)
    {
        var name = RandomName.Replace(function.Name, string.Empty);

        // A string of its own, by which it can be told from one of the app's that reads alike.
        return name.Length is 0 ? null
            : string.IsNullOrEmpty(function.PluginName) ? new string(name.AsSpan())
            : $"{function.PluginName}.{name}";
    }

    [GeneratedRegex("_?[0-9a-f]{32}$", RegexOptions.CultureInvariant)]
    private static partial Regex RandomName { get; }
}
