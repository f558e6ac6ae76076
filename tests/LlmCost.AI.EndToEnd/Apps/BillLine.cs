namespace LlmCost.AI.EndToEnd.Apps;

/// <summary>What one feature used of one token class of one model, in the provider's own books.</summary>
internal sealed record BillLine(string Provider, string Model, string Feature, string TokenClass, long Tokens)
{
    /// <summary>In USD, exact.</summary>
    public decimal Cost => Tokens * ListPrices.Of(Provider, Model, TokenClass) / 1_000_000;

    /// <summary>The value of a label of Prometheus.</summary>
    public string this[string label] => label switch
    {
        "gen_ai_provider_name" => Provider,
        "gen_ai_response_model" => Model,
        "llmcost_feature" => Feature,
        "llmcost_token_class" => TokenClass,
        _ => throw new ArgumentOutOfRangeException(nameof(label), label, "A bill has no such label."),
    };
}
