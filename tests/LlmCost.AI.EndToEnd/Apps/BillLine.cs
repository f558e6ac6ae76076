namespace LlmCost.AI.EndToEnd.Apps;

/// <summary>The usage of one token class of one model by one feature, from the provider's own ledger.</summary>
internal sealed record BillLine(string Provider, string Model, string Feature, string TokenClass, long Tokens)
{
    /// <summary>Gets the exact cost in USD.</summary>
    public decimal Cost => Tokens * ListPrices.Of(Provider, Model, TokenClass) / 1_000_000;

    /// <summary>Returns the value of a Prometheus label.</summary>
    public string this[string label] => label switch
    {
        "gen_ai_provider_name" => Provider,
        "gen_ai_response_model" => Model,
        "llmcost_feature" => Feature,
        "llmcost_token_class" => TokenClass,
        _ => throw new ArgumentOutOfRangeException(nameof(label), label, "A bill has no such label."),
    };
}
