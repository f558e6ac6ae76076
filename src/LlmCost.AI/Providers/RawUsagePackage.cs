namespace LlmCost.AI;

/// <summary>A package that reads usage from the raw responses of a provider's client.</summary>
/// <param name="Name">The name of the package.</param>
/// <param name="Method">The method of the builder that registers the package's reader.</param>
/// <param name="Facts">
/// A list of the facts that only the raw responses contain, as the end of a sentence in a log message.
/// </param>
internal sealed record RawUsagePackage(string Name, string Method, string Facts);
