using System.Text.RegularExpressions;

namespace LlmCost.AI;

/// <summary>Represents a provider in a genai-prices list.</summary>
internal sealed record GenAIPricesProvider
{
    public required string Id { get; init; }

    /// <summary>Gets the pattern of the addresses of the provider's API.</summary>
    public Regex? ApiPattern { get; init; }

    /// <summary>Gets the clause that matches other names of the provider.</summary>
    public NameClause? ProviderMatch { get; init; }

    /// <summary>Gets the clause that matches names of models that only this provider has.</summary>
    public NameClause? ModelMatch { get; init; }

    /// <summary>Gets the ids of the providers whose prices apply to models that this provider does not list.</summary>
    public IReadOnlyList<string> Fallbacks { get; init; } = [];

    /// <summary>Gets the models in the order of the list. The first match wins.</summary>
    public required IReadOnlyList<(NameClause Match, PriceHistory Prices)> Models { get; init; }

    public PriceHistory? Find(string model)
    {
        foreach (var (match, prices) in Models)
        {
            if (match.IsMatch(model))
            {
                return prices;
            }
        }

        return null;
    }

    /// <summary>True if an address belongs to the provider.</summary>
    /// <remarks>
    /// The match must end at the end of the host or of a path segment. Otherwise <c>https://api.openai.com.example</c> would
    /// match OpenAI.
    /// </remarks>
    public bool IsEndpoint(string address)
    {
        if (Match(address) is not { Success: true, Index: 0, Length: > 0 } match)
        {
            return false;
        }

        return match.Length == address.Length
            || address[match.Length - 1] is '/'
            || address[match.Length] is '/' or ':' or '?' or '#';
    }

    private Match? Match(string address)
    {
        try
        {
            return ApiPattern?.Match(address);
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
    }
}
