using System.Text.RegularExpressions;
using Microsoft.SemanticKernel;

namespace LlmCost.AI;

/// <summary>The feature to which the calls of a kernel function are attributed.</summary>
internal static partial class FunctionFeature
{
    /// <summary>
    /// Returns <c>Plugin.Function</c>, the function name alone if the function has no plugin, or <see langword="null"/> if its
    /// name is generated.
    /// </summary>
    /// <remarks>
    /// Semantic Kernel generates a new name for each call of an unnamed prompt. As a metric label, such names would create an
    /// unlimited number of series.
    /// </remarks>
    public static string? Of(KernelFunction function)
    {
        var name = RandomName.Replace(function.Name, string.Empty);

        // A new string instance is always created, because IsOurs compares references to distinguish it from an equal feature
        // name of the app.
        return name.Length is 0 ? null
            : string.IsNullOrEmpty(function.PluginName) ? new string(name.AsSpan())
            : $"{function.PluginName}.{name}";
    }

    [GeneratedRegex("_?[0-9a-f]{32}$", RegexOptions.CultureInvariant)]
    private static partial Regex RandomName { get; }
}
