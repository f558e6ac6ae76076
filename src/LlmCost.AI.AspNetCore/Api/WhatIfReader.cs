namespace LlmCost.AI;

/// <summary>Calculates what the tokens of a call would cost on other models.</summary>
internal sealed class WhatIfReader(CostHistory history, CostMeter meter)
{
    private const int MaxModels = 5;

    /// <summary>The typical difference between the token counts of two tokenizers for the same text.</summary>
    private const decimal TokenizerShare = 0.1m;

    private const string Note =
        "The range assumes that another tokenizer counts up to 10 % fewer or more tokens for the same text. "
        + "The length of another model's response is unknown.";

    /// <summary>Well-known models, for apps that have used only one model.</summary>
    private static readonly (string Provider, string Model)[] s_known =
    [
        ("openai", "gpt-5-mini"),
        ("anthropic", "claude-haiku-4-5"),
        ("gcp.gemini", "gemini-2.5-flash"),
        ("openai", "gpt-5.1"),
        ("anthropic", "claude-sonnet-4-5"),
        ("gcp.gemini", "gemini-2.5-pro"),
    ];

    /// <summary>
    /// Returns the cost on models that the app has used, supplemented by well-known models. The cheapest model comes first.
    /// </summary>
    /// <param name="record">The call.</param>
    /// <param name="instance">The id of this run of the process.</param>
    public WhatIfAnswer Read(CostRecord record, string instance)
    {
        var used = history.ReadCalls()
            .Select(call => call.Record)
            .Select(call => (Provider: call.ProviderName ?? "", Model: call.ResponseModel ?? call.RequestModel ?? ""))
            .CountBy(model => model)
            .OrderByDescending(model => model.Value)
            .Select(model => model.Key);
        var own = record.ResponseModel ?? record.RequestModel;
        var models = used.Concat(s_known)
            .Distinct()
            .Where(model => !string.IsNullOrWhiteSpace(model.Provider) && !string.IsNullOrWhiteSpace(model.Model))
            .Where(model => model != (record.ProviderName ?? "", own))
            .Select(model => Price(model.Provider, model.Model, record))
            .OfType<OtherModelAnswer>()
            .Take(MaxModels)
            .OrderBy(model => model.Usd)
            .ToList();
        return new WhatIfAnswer { Instance = instance, Models = models, Note = Note };
    }

    private OtherModelAnswer? Price(string provider, string model, CostRecord record)
    {
        var estimate = meter.Estimate(provider, model, record.Usage, default, record.Quantities, record.Timestamp);
        return estimate.Cost?.Total is { } usd
            ? new OtherModelAnswer
            {
                Provider = provider,
                Model = model,
                Usd = Amounts.Text(usd),
                Low = Amounts.Text(usd * (1 - TokenizerShare)),
                High = Amounts.Text(usd * (1 + TokenizerShare)),
                IsPartial = !estimate.IsComplete,
            }
            : null;
    }
}
