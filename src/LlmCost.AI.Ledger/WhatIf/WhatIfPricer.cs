namespace LlmCost.AI;

/// <summary>Reprices stored calls.</summary>
internal sealed class WhatIfPricer(CostMeter meter, CostWhatIfOptions options)
{
    private const string Batch = "batch";

    private const string Embeddings = "embeddings";

    /// <summary>
    /// The companies that make models, in the order in which they are searched for a price. Resellers come after them.
    /// </summary>
    private static readonly string[] s_makers =
        ["anthropic", "openai", "gcp.gemini", "mistral_ai", "x_ai", "deepseek", "cohere", "perplexity", "moonshot_ai", "zai"];

    private readonly Dictionary<(string Provider, DateTime Day), string?> _providers = [];
    private readonly Dictionary<string, TokenizerRange> _ranges = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Prices a call whose actual cost is known.</summary>
    public WhatIfPrice Price(LedgerCall call) => Price(call, options.PricesAt ?? call.Timestamp);

    /// <summary>Prices a call whose actual cost is known, at the prices that apply at a time.</summary>
    public WhatIfPrice Price(LedgerCall call, DateTimeOffset at)
    {
        if (call.Result.IsProvisioned)
        {
            return WhatIfPrice.Excluded("provisioned");
        }

        var model = options.Model ?? ModelOf(meter, call.Key, options.Provider ?? call.Key.ProviderName, at);
        var provider = ProviderOf(call, at);
        if (model is null || provider is null)
        {
            return WhatIfPrice.Excluded("unknown_model");
        }

        // Only the main model changes; usage of additional models, such as an image generator, keeps its price.
        var own = call.OwnUnits();
        var others = call.Charges.Where(charge => charge.Price.Model is not null).ToList();
        var usage = WhatIfUsage.Cache(UsageUnits.ReadTokens(own), options.CacheReadShare, options.CacheWriteShare);
        var quantities = UsageUnits.ReadQuantities(own);
        if (options.Model is not null
            && Missing(meter.FindPrice(provider, model, at), model, call.Key.OperationName, usage) is { } missing)
        {
            return WhatIfPrice.Excluded(missing);
        }

        var servedAs = ServedAs(call.Key, provider);
        var estimate = meter.Estimate(provider, model, usage, servedAs, quantities, at);
        if (estimate.IsProvisioned)
        {
            return WhatIfPrice.Excluded("provisioned");
        }

        if (!estimate.IsComplete)
        {
            return WhatIfPrice.Excluded(ReasonOf(estimate));
        }

        var range = options.Model is null ? TokenizerRange.Same : RangeOf(call.Key.Model, model);
        return new WhatIfPrice
        {
            Cost = estimate.Cost!.Value.Total + others.Sum(charge => charge.Cost ?? 0),
            ListCost = estimate.ListCost + others.Sum(charge => charge.ListCost ?? 0),
            LowCost = Scaled(range.Low),
            HighCost = Scaled(range.High),
        };

        decimal Scaled(decimal factor) =>
            (factor is 1 ? estimate : meter.Estimate(provider, model, WhatIfUsage.Scale(usage, factor), servedAs, quantities, at))
                .Cost!.Value.Total + others.Sum(charge => charge.Cost ?? 0);
    }

    /// <summary>
    /// Returns the model name for the price lookup: the model that responded, or the requested model if it is unknown.
    /// </summary>
    public static string? ModelOf(CostMeter meter, LedgerKey key, string? provider, DateTimeOffset at) =>
        key.ResponseModel is { } response
        && (key.RequestModel is null || provider is null || meter.FindPrice(provider, response, at) is not null)
            ? response
            : key.RequestModel;

    /// <summary>
    /// Returns the reason why a model can't process a call, such as a kind of token that it does not support, or
    /// <see langword="null"/> if it can. A price alone does not show this, because audio, images and video without
    /// their own rate have the rate of text.
    /// </summary>
    private static string? Missing(ModelPrice? price, string model, string operation, in TokenUsage usage)
    {
        if (price is null)
        {
            return null;
        }

        if (usage.Total > 0 && (operation is Embeddings) == HasRate(price, rates => rates.Output))
        {
            return "operation";
        }

        // All Gemini models accept audio and video, and some bill them as text.
        var isMultimodal = model.Contains("gemini", StringComparison.OrdinalIgnoreCase);
        if (usage.InputAudio + usage.InputAudioCacheRead > 0 && !isMultimodal && !HasRate(price, rates => rates.InputAudio))
        {
            return Reason("input_audio");
        }

        if (usage.InputVideo > 0 && !isMultimodal && !HasRate(price, rates => rates.InputVideo))
        {
            return Reason("input_video");
        }

        return usage.OutputAudio > 0 && !HasRate(price, rates => rates.OutputAudio) ? Reason("output_audio")
            : usage.OutputImage > 0 && !HasRate(price, rates => rates.OutputImage ?? rates.InputImage) ? Reason("output_image")
            : usage.OutputVideo > 0 && !HasRate(price, rates => rates.OutputVideo) ? Reason("output_video")
            : null;

        static string Reason(string unit) => $"missing_rate:{unit}";
    }

    private static bool HasRate(ModelPrice price, Func<TokenRates, decimal?> rate) =>
        rate(price.Rates) is not null || price.Variants.Any(variant => rate(variant.Rates) is not null);

    private static string ReasonOf(CostEstimate estimate) => estimate.UnpricedParts is [var part, ..]
        ? $"{EnumText<UnpricedReason>.Of(part.Reason)}:{part.Name}"
        : EnumText<UnpricedReason>.Of(estimate.UnpricedReason);

    private string? ProviderOf(LedgerCall call, DateTimeOffset at)
    {
        if (options.Provider is { } chosen)
        {
            return chosen;
        }

        var own = call.Key.ProviderName;
        if (options.Model is not { } model)
        {
            return own;
        }

        return _providers.TryGetValue((own ?? "", at.UtcDateTime.Date), out var known)
            ? known
            : _providers[(own ?? "", at.UtcDateTime.Date)] = Find(own, model, at);
    }

    private string? Find(string? own, string model, DateTimeOffset at)
    {
        var listed = PriceCatalog.Default;
        var withAnyModel = listed.Models.Where(one => one.Model is "*").Select(one => one.ProviderName).ToHashSet();
        if (own is not null && !withAnyModel.Contains(own) && IsPriced(own))
        {
            return own;
        }

        if (Array.Find(s_makers, IsPriced) is { } maker)
        {
            return maker;
        }

        List<string> others = [.. listed.Providers.Where(provider => !withAnyModel.Contains(provider) && IsPriced(provider))];
        return others.Count <= 1
            ? others.FirstOrDefault()
            : throw new ArgumentException(
                $"Several providers have a price for '{model}'; set Provider to one of {string.Join(", ", others)}.",
                nameof(own));

        bool IsPriced(string provider) => meter.FindPrice(provider, model, at) is not null;
    }

    private ServedAs ServedAs(LedgerKey key, string provider)
    {
        var isSame = string.Equals(provider, key.ProviderName, StringComparison.OrdinalIgnoreCase);
        return new ServedAs
        {
            ServiceTier = options.ServiceTier ?? (isSame || key.ServiceTier is Batch ? key.ServiceTier : null),
            Region = isSame ? key.Region : null,
            Speed = isSame && options.Model is null ? key.Speed : null,
            CacheMode = isSame ? key.CacheMode : null,
        };
    }

    private TokenizerRange RangeOf(string? from, string to) => _ranges.TryGetValue(from ?? "", out var range)
        ? range
        : _ranges[from ?? ""] = TokenizerRange.Of(from, to);
}
