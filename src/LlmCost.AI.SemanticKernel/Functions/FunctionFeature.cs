using System.Text.RegularExpressions;
using Microsoft.SemanticKernel;

namespace LlmCost.AI;

/// <summary>Determines the feature to which the calls of a kernel function are attributed.</summary>
internal static partial class FunctionFeature
{
    /// <summary>
    /// Returns <c>Plugin.Function</c>, the function name alone if the function has no plugin, or <see langword="null"/> if the
    /// function name is only a generated suffix.
    /// </summary>
    /// <remarks>
    /// Semantic Kernel generates a new suffix for each call of an unnamed prompt. The suffix is removed, because an unlimited
    /// number of names would create an unlimited number of time series.
    /// </remarks>
    public static string? Of(KernelFunction function)
    {
        var name = RandomName.Replace(function.Name, string.Empty);

        // The result is always a new string, because FunctionInvocationScope.IsOurs compares references to distinguish it from an
        // equal feature name that the app has set.
        return name.Length is 0 ? null
            : string.IsNullOrEmpty(function.PluginName) ? new string(name.AsSpan())
            : $"{function.PluginName}.{name}";
    }

    [GeneratedRegex("_?[0-9a-f]{32}$", RegexOptions.CultureInvariant)]
    private static partial Regex RandomName { get; }
}
