using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LlmCost.AI;

/// <summary>Validates the options. Each message contains the configuration key and the allowed values.</summary>
internal sealed class CostMeteringOptionsValidator : IValidateOptions<CostMeteringOptions>
{
    private const int MaxTags = 8;
    private const int MaxValues = 100_000;
    private const decimal MaxFactor = 10;
    private const decimal MaxPriceChangeFactor = 1_000_000;
    private const int MaxDecimals = 28;
    private const decimal MaxMonthlyCost = 1_000_000_000;

    /// <summary>
    /// Common names of user, session and request ids. As metric attributes, they would create an unbounded number of series.
    /// </summary>
    private static readonly HashSet<string> s_ids = new(StringComparer.OrdinalIgnoreCase)
    {
        "user", "user.id", "userid", "user_id", "enduser.id", "session", "session.id", "sessionid", "session_id",
        "conversation.id", "conversationid", "conversation_id", "gen_ai.conversation.id", "request.id", "requestid", "request_id",
        "gen_ai.response.id", "trace_id", "span_id",
    };

    public ValidateOptionsResult Validate(string? name, CostMeteringOptions options)
    {
        var faults = Faults(options).ToList();
        return faults.Count is 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    /// <summary>Validates options that were not created by a container.</summary>
    /// <exception cref="OptionsValidationException">
    /// The options have at least one fault. The message lists all faults.
    /// </exception>
    public static void ThrowIfInvalid(CostMeteringOptions options)
    {
        var faults = Faults(options).ToList();
        if (faults.Count > 0)
        {
            throw new OptionsValidationException(CostMeteringOptions.SectionName, typeof(CostMeteringOptions), faults);
        }
    }

    private static IEnumerable<string> Faults(CostMeteringOptions options) =>
    [
        .. PriceFaults(options.Prices, options.ConfiguredPrices),
        .. DeploymentFaults(options.Deployments),
        .. EndpointFaults(options.ProviderHosts),
        .. AccountFaults(options.Accounts),
        .. ListFaults(options),
        .. CurrencyFaults(options),
        .. FallbackFaults(options.ResellerFallbacks),
        .. RoundingFaults(options.Rounding),
        .. DiscountFaults(options.Discounts),
        .. AdjustmentFaults(options.Adjustments),
        .. ProvisionedFaults(options.ProvisionedDeployments),
        .. TagFaults(options.MetricTags),
        .. LimitFaults(options),
    ];

    private static IEnumerable<string> PriceFaults(IList<ModelPriceOptions> prices, int configured)
    {
        var seen = new HashSet<(bool, string?, string?)>();
        for (var i = 0; i < prices.Count; i++)
        {
            var (key, price) = (Key($"Prices:{i}"), prices[i]);
            if (string.IsNullOrWhiteSpace(price.Provider))
            {
                yield return $"{key}:Provider is missing; it must be the provider's name, such as 'openai'.";
            }

            if (string.IsNullOrWhiteSpace(price.Model))
            {
                yield return $"{key}:Model is missing; it must be the name of the model, or '*' for every model of the provider.";
            }

            if (!seen.Add((i < configured, KnownProviders.Canonical(price.Provider), ModelId.Normalize(price.Model))))
            {
                yield return $"{key} is a second price for model '{price.Model}' of provider '{price.Provider}'; "
                    + "remove one of them.";
            }

            // A model that is billed only by non-token units needs no token rates.
            if (price.Fees.Count is 0 || price.HasRates)
            {
                if (price.Input is null)
                {
                    yield return $"{key}:Input is missing; "
                        + "it must be the price of input in USD per million tokens (0 if free).";
                }

                if (price.Output is null)
                {
                    yield return $"{key}:Output is missing; "
                        + "it must be the price of output in USD per million tokens (0 if free).";
                }
            }

            foreach (var fault in FeeFaults(key, price.Fees).Concat(VariantFaults(key, price.Variants)))
            {
                yield return fault;
            }

            foreach (var violation in PriceRules.Violations(price.ToModelPrice()))
            {
                yield return $"{key}:{KeyOf(violation)}";
            }
        }
    }

    private static IEnumerable<string> FeeFaults(string price, IList<FeeRateOptions> fees)
    {
        for (var i = 0; i < fees.Count; i++)
        {
            var (key, fee) = ($"{price}:Fees:{i}", fees[i]);
            if (fee.Unit is not { } unit || !Enum.IsDefined(unit))
            {
                yield return $"{key}:Unit is {fee.Unit?.ToString() ?? "missing"}; it must be one of {Names<BillableUnit>()}.";
            }

            if (fee.Amount is null)
            {
                yield return $"{key}:Amount is missing; it must be the price of as many units as Per specifies (0 if free).";
            }

            if (!Enum.IsDefined(fee.Direction))
            {
                yield return $"{key}:Direction is {fee.Direction}; it must be one of {Names<CostDirection>()}.";
            }
        }
    }

    private static IEnumerable<string> VariantFaults(string price, IList<PriceVariantOptions> variants)
    {
        for (var i = 0; i < variants.Count; i++)
        {
            var (key, variant) = ($"{price}:Variants:{i}", variants[i]);
            if (!variant.Rates.HasRates && variant.Factor is null)
            {
                yield return $"{key} changes nothing; it must have Rates or a Factor.";
            }

            if (!Enum.IsDefined(variant.SizeBasis))
            {
                yield return $"{key}:SizeBasis is {variant.SizeBasis}; it must be one of {Names<PromptSizeBasis>()}.";
            }
        }
    }

    /// <summary>
    /// Replaces the member at the start of a violation with its configuration key: <c>Fees[0].Per is …</c> becomes <c>Fees:0:Per
    /// is …</c>.
    /// </summary>
    private static string KeyOf(string violation)
    {
        var end = violation.IndexOf(' ', StringComparison.Ordinal);
        var key = violation[..end]
            .Replace("].", ":", StringComparison.Ordinal)
            .Replace('[', ':')
            .Replace("]", "", StringComparison.Ordinal)
            .Replace('.', ':');
        return key + violation[end..];
    }

    private static IEnumerable<string> DeploymentFaults(IDictionary<string, string> deployments)
    {
        var seen = new HashSet<string?>();
        foreach (var (deployment, model) in deployments)
        {
            var key = Key($"Deployments:{deployment}");
            if (string.IsNullOrWhiteSpace(model) || string.IsNullOrWhiteSpace(deployment))
            {
                yield return $"{key} is '{model}'; it must be the name of the model behind the deployment.";
            }

            if (!seen.Add(ModelId.Normalize(deployment)))
            {
                yield return $"{key} differs from another deployment only in white space or case; remove one of them.";
            }
        }
    }

    private static IEnumerable<string> EndpointFaults(IDictionary<string, string> endpoints)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (host, provider) in endpoints)
        {
            var key = Key($"ProviderHosts:{host}");
            if (HostFault(key, host, seen) is { } fault)
            {
                yield return fault;
            }

            if (string.IsNullOrWhiteSpace(provider) || provider.Contains('/', StringComparison.Ordinal))
            {
                yield return $"{key} is '{provider}'; it must be the name of the provider behind the host, such as"
                    + " 'azure.ai.openai'. The key must be the host without scheme.";
            }
        }
    }

    private static IEnumerable<string> AccountFaults(IDictionary<string, string> accounts)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (host, account) in accounts)
        {
            var key = Key($"Accounts:{host}");
            if (HostFault(key, host, seen) is { } fault)
            {
                yield return fault;
            }

            if (string.IsNullOrWhiteSpace(account))
            {
                yield return $"{key} is empty; it must be the account that the provider bills for calls to this host.";
            }
        }
    }

    private static string? HostFault(string key, string host, HashSet<string> seen) =>
        HostMap.Normalize(host) is not { } normalized
            ? $"{key}: '{host}' is not a host; it must be a host name or an IP address without scheme and path, with or without a"
                + " port, such as gateway.example or [::1]:8080."
            : seen.Add(normalized) ? null : $"{key} is another spelling of a host that is listed already; remove one of them.";

    private static IEnumerable<string> ListFaults(CostMeteringOptions options)
    {
        for (var i = 0; i < options.PriceFiles.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(options.PriceFiles[i]))
            {
                yield return $"{Key($"PriceFiles:{i}")} is empty; it must be the path of a file with prices.";
            }
        }

        if (options.MaxPriceChangeFactor is < 1 or > MaxPriceChangeFactor)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{Key(nameof(options.MaxPriceChangeFactor))} is {options.MaxPriceChangeFactor}; "
                + $"it must be between 1 and {MaxPriceChangeFactor}.");
        }

        if (options.MaxRemovedModelShare is < 0 or > 1)
        {
            yield return FormattableString.Invariant(
                $"{Key(nameof(options.MaxRemovedModelShare))} is {options.MaxRemovedModelShare}; it must be between 0 and 1.");
        }
    }

    private static IEnumerable<string> CurrencyFaults(CostMeteringOptions options)
    {
        foreach (var (currency, rate) in options.ExchangeRates)
        {
            var key = Key($"ExchangeRates:{currency}");
            if (currency.Length is not 3
                || !currency.All(char.IsAsciiLetter)
                || currency.Equals("USD", StringComparison.OrdinalIgnoreCase))
            {
                yield return $"{key}: '{currency}' must be the ISO 4217 code of a currency other than USD, such as EUR.";
            }

            if (rate is <= 0 or > PriceRules.MaxRate)
            {
                yield return FormattableString.Invariant(
                    $"{key} is {rate}; it must be the value of one unit in USD, greater than 0.");
            }
        }

        var rates = new ExchangeRates(options.ExchangeRates);
        for (var i = 0; i < options.Prices.Count; i++)
        {
            if (rates.Of(options.Prices[i].Currency) is null)
            {
                yield return $"{Key($"Prices:{i}:Currency")} is '{options.Prices[i].Currency}'; "
                    + $"{Key("ExchangeRates")} must contain its rate.";
            }
        }
    }

    private static IEnumerable<string> FallbackFaults(IDictionary<string, IList<string>> fallbacks)
    {
        var seen = new HashSet<string?>();
        foreach (var (reseller, makers) in fallbacks)
        {
            var key = Key($"ResellerFallbacks:{reseller}");
            if (NamelessFault(key, reseller) is { } fault)
            {
                yield return fault;
            }

            if (!seen.Add(KnownProviders.Canonical(reseller)))
            {
                yield return $"{key} is another spelling of a provider that is listed already; remove one of them.";
            }

            if (makers is null
                || makers.Count is 0
                || makers.Any(maker =>
                    KnownProviders.Canonical(maker) is not { } name || name == KnownProviders.Canonical(reseller)))
            {
                yield return $"{key} must be a list of other providers, such as [\"openai\"].";
            }
        }
    }

    private static IEnumerable<string> RoundingFaults(IDictionary<string, int> rounding)
    {
        var seen = new HashSet<string?>();
        foreach (var (provider, decimals) in rounding)
        {
            var key = Key($"Rounding:{provider}");
            if (NamelessFault(key, provider) is { } fault)
            {
                yield return fault;
            }

            if (decimals is < 0 or > MaxDecimals)
            {
                yield return FormattableString.Invariant(
                    $"{key} is {decimals}; it must be a number of decimals between 0 and {MaxDecimals}.");
            }

            if (!seen.Add(KnownProviders.Canonical(provider)))
            {
                yield return $"{key} is another spelling of a provider that is listed already; remove one of them.";
            }
        }
    }

    private static IEnumerable<string> DiscountFaults(IDictionary<string, decimal> discounts)
    {
        var seen = new HashSet<string?>();
        foreach (var (provider, share) in discounts)
        {
            var key = Key($"Discounts:{provider}");
            if (NamelessFault(key, provider) is { } fault)
            {
                yield return fault;
            }

            if (share is < 0 or > 1)
            {
                yield return FormattableString.Invariant(
                    $"{key} is {share}; it must be a share between 0 and 1 (0.15 is 15 % off).");
            }

            if (!seen.Add(KnownProviders.Canonical(provider)))
            {
                yield return $"{key} is another spelling of a provider that already has a discount; remove one of them.";
            }
        }
    }

    private static IEnumerable<string> AdjustmentFaults(IList<PriceAdjustmentOptions> adjustments)
    {
        var seen = new HashSet<(string?, string?, string?)>();
        for (var i = 0; i < adjustments.Count; i++)
        {
            var (key, adjustment) = (Key($"Adjustments:{i}"), adjustments[i]);
            if (string.IsNullOrWhiteSpace(adjustment.Provider))
            {
                yield return $"{key}:Provider is missing; it must be the provider's name, such as 'openai'.";
            }

            if (adjustment.Factor is not (>= 0 and <= MaxFactor))
            {
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{key}:Factor is {adjustment.Factor?.ToString(CultureInfo.InvariantCulture) ?? "missing"}; "
                    + $"it must be between 0 and {MaxFactor} (0.85 is 15 % off, 1.05 is 5 % on top).");
            }

            var (model, tier) = (ModelId.Normalize(adjustment.Model), ModelId.Normalize(adjustment.ServiceTier));
            if (!seen.Add((KnownProviders.Canonical(adjustment.Provider), model, tier)))
            {
                yield return $"{key} is a second adjustment for the same provider, model and tier; remove one of them.";
            }
        }
    }

    private static IEnumerable<string> ProvisionedFaults(IList<ProvisionedDeploymentOptions> provisioned)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < provisioned.Count; i++)
        {
            var (key, deployment) = (Key($"ProvisionedDeployments:{i}"), provisioned[i]);
            if (deployment.Deployment is { } name && !seen.Add(name.Trim()))
            {
                yield return $"{key}:Deployment is '{name}', which is listed already; remove one of them.";
            }

            if (string.IsNullOrWhiteSpace(deployment.Deployment))
            {
                yield return $"{key}:Deployment is missing; it must be the name of the deployment.";
            }

            if (deployment.MonthlyCost <= 0)
            {
                yield return FormattableString.Invariant(
                    $"{key}:MonthlyCost is {deployment.MonthlyCost}; it must be greater than 0 USD, or omitted.");
            }

            if (deployment.MonthlyTokens <= 0)
            {
                yield return FormattableString.Invariant(
                    $"{key}:MonthlyTokens is {deployment.MonthlyTokens}; it must be greater than 0 tokens, or omitted.");
            }

            // These limits prevent an overflow when the monthly cost is spread over the tokens.
            if (deployment.MonthlyCost > MaxMonthlyCost)
            {
                yield return FormattableString.Invariant(
                    $"{key}:MonthlyCost is {deployment.MonthlyCost}; it must be at most {MaxMonthlyCost} USD.");
            }
            else if (deployment is { MonthlyCost: > 0, MonthlyTokens: > 0 } && deployment.MonthlyCost > deployment.MonthlyTokens)
            {
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{key}:MonthlyTokens is {deployment.MonthlyTokens}; each token would cost more than 1 USD. "
                    + $"It must be the expected number of tokens a month.");
            }

            if (deployment.MonthlyCost.HasValue != deployment.MonthlyTokens.HasValue)
            {
                yield return $"{key} has only one of MonthlyCost and MonthlyTokens; it must have both or neither.";
            }
        }
    }

    private static IEnumerable<string> TagFaults(IList<string> tags)
    {
        if (tags.Count > MaxTags)
        {
            yield return $"{Key("MetricTags")} has {tags.Count} names; it must have at most {MaxTags}, "
                + "because each name multiplies the number of series.";
        }

        for (var i = 0; i < tags.Count; i++)
        {
            var (key, tag) = (Key($"MetricTags:{i}"), tags[i]);
            if (string.IsNullOrWhiteSpace(tag))
            {
                yield return $"{key} is empty; it must be the name of a tag.";
            }
            else if (s_ids.Contains(tag))
            {
                yield return $"{key} is '{tag}'; ids can't be metric attributes, because each value creates a new series. "
                    + "Remove it: all tags reach the log record and the span.";
            }
            else if ((tag.StartsWith("gen_ai.", StringComparison.Ordinal) && tag is not GenAIAttributes.AgentName)
                || tag.StartsWith("llmcost.", StringComparison.Ordinal))
            {
                yield return $"{key} is '{tag}'; names that begin with 'gen_ai.' or 'llmcost.' are reserved. "
                    + "Choose another name.";
            }
            else if (IsReserved(PrometheusName(tag)) && tag is not GenAIAttributes.AgentName)
            {
                yield return $"{key} is '{tag}'; its Prometheus name '{PrometheusName(tag)}' is reserved. Choose another name.";
            }
            else if (!tag.All(static letter => char.IsLetterOrDigit(letter) || letter is '_' or '.' or '-' or '/'))
            {
                yield return $"{key} is '{tag}'; it may contain only letters, digits and the characters _ . - /.";
            }
            else if (tags.Take(i).Any(other => other is not null && PrometheusName(other) == PrometheusName(tag)))
            {
                yield return $"{key} is '{tag}', which has the same Prometheus name as another tag; remove one of them.";
            }
        }
    }

    /// <summary>
    /// Returns true for labels that series already have, or that Prometheus adds. If a label appears twice, Prometheus rejects
    /// everything that the app sends.
    /// </summary>
    private static bool IsReserved(string label) =>
        label is "le" or "quantile" or "job" or "instance" or "error_type"
        || label.StartsWith("__", StringComparison.Ordinal)
        || label.StartsWith("gen_ai_", StringComparison.Ordinal)
        || label.StartsWith("llmcost_", StringComparison.Ordinal)
        || label.StartsWith("otel_scope_", StringComparison.Ordinal);

    /// <summary>Returns the label name that Prometheus, the Collector and exporters derive from an attribute name.</summary>
    private static string PrometheusName(string tag) =>
        string.Concat(tag.Select(static letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_'));

    private static IEnumerable<string> LimitFaults(CostMeteringOptions options)
    {
        if (options.MaxTagValues is < 1 or > MaxValues)
        {
            yield return FormattableString.Invariant(
                $"{Key(nameof(options.MaxTagValues))} is {options.MaxTagValues}; it must be between 1 and {MaxValues}.");
        }

        if (!Enum.IsDefined(options.RecordLogLevel))
        {
            yield return $"{Key(nameof(options.RecordLogLevel))} is {options.RecordLogLevel}; "
                + $"it must be one of {Names<LogLevel>()}.";
        }

        if (!Enum.IsDefined(options.SemanticConventions))
        {
            yield return $"{Key(nameof(options.SemanticConventions))} is {options.SemanticConventions}; "
                + $"it must be one of {Names<GenAIMetricConventions>()}.";
        }
    }

    private static string? NamelessFault(string key, string provider) =>
        string.IsNullOrWhiteSpace(provider)
            ? $"{key} has no name; the key must be the name of a provider, such as 'openai'."
            : null;

    private static string Key(string path) => $"{CostMeteringOptions.SectionName}:{path}";

    private static string Names<TEnum>()
        where TEnum : struct, Enum => string.Join(", ", Enum.GetNames<TEnum>());
}
