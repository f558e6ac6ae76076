using System.Diagnostics.CodeAnalysis;

namespace LlmCost.AI;

/// <summary>Lowers the maximum output in the options of a provider's own client.</summary>
/// <remarks>
/// <para>
/// Options from <see cref="Microsoft.Extensions.AI.ChatOptions.RawRepresentationFactory"/> take precedence over
/// <see cref="Microsoft.Extensions.AI.ChatOptions.MaxOutputTokens"/>, so a maximum in these options would replace the maximum of
/// a strict budget.
/// </para>
/// <para>
/// Register an implementation as a singleton service. An exception is counted and logged, and the call continues with the app's
/// options. Implementations must be thread-safe.
/// </para>
/// </remarks>
public interface IOutputLimiter
{
    /// <summary>Lowers the maximum output.</summary>
    /// <param name="rawOptions">The options of the provider's client.</param>
    /// <param name="maxOutputTokens">The highest allowed maximum, in tokens, greater than 0.</param>
    /// <param name="limited">
    /// The options with the lower maximum: the same object if it can be changed, otherwise a copy.
    /// </param>
    /// <returns>
    /// <see langword="true"/> if the options had a higher maximum; <see langword="false"/> if they have no maximum or a lower
    /// one, or are of an unknown type.
    /// </returns>
    bool TryLimit(object rawOptions, long maxOutputTokens, [NotNullWhen(true)] out object? limited);
}
