using System.Text.RegularExpressions;

namespace LlmCost.AI;

/// <summary>A provider in a list of genai-prices.</summary>
internal sealed record GenAIPricesProvider
{
    public required string Id { get; init; }

    /// <summary>Addresses of the provider's API.</summary>
    public Regex? ApiPattern { get; init; }

    /// <summary>Other names that people give the provider.</summary>
    public NameClause? ProviderMatch { get; init; }

    /// <summary>Names of models that only this provider has.</summary>
    public NameClause? ModelMatch { get; init; }

    /// <summary>The providers whose prices hold for models that are not listed here.</summary>
    public IReadOnlyList<string> Fallbacks { get; init; } = [];

    /// <summary>The models in the order of the list, of which the first that matches is meant.</summary>
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

    /// <summary>
    /// Whether an address is the provider's. The pattern must end where the host or a segment of the path ends, or
    /// <c>https://api.openai.com.example</c> would be OpenAI.
    /// </summary>
    public bool IsEndpoint(string address)
    {
        if (Match(address) is not { Success: true, Index: 0, Length: > 0 } match)
        {
            return false;
        }

        return match.Length == address.Length || address[match.Length - 1] is '/' || address[match.Length] is '/' or ':' or '?' or '#';
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
