using System.Collections.Frozen;

namespace LlmCost.AI;

/// <summary>Calculates costs with the prices in effect at one moment.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
internal sealed class PriceSnapshot
{
    private readonly FrozenDictionary<string, ModelPrice?> _provisioned;
    private readonly FrozenDictionary<string, int> _rounding;
    private readonly PriceResolver _prices;
    private readonly Lazy<FrozenSet<string>> _providerNames;

    /// <summary>Initializes a snapshot.</summary>
    /// <param name="lists">The price lists in the order in which they are consulted. There is at least one.</param>
    /// <param name="settings">The user's price settings.</param>
    public PriceSnapshot(IReadOnlyList<PriceList> lists, PriceSettings settings)
    {
        Lists = lists;
        Settings = settings;
        _prices = new PriceResolver(lists, settings);
        _providerNames = new Lazy<FrozenSet<string>>(() => KnownProviders.AllNames
            .Concat(lists.SelectMany(list => list.ProviderNames))
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase));
        _rounding = settings.Rounding.ToFrozenDictionary(pair => KnownProviders.Canonical(pair.Key)!, pair => pair.Value);
        _provisioned = settings.ProvisionedDeployments.ToFrozenDictionary(
            pair => pair.Key.Trim(), pair => pair.Value, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Gets the price lists in the order in which they are consulted. There is at least one.</summary>
    public IReadOnlyList<PriceList> Lists { get; }

    /// <summary>Gets the user's price settings.</summary>
    public PriceSettings Settings { get; }

    /// <summary>
    /// Returns the known provider whose name is most similar to the given name, or <see langword="null"/> if the given name is
    /// itself known or if no known name is similar to it.
    /// </summary>
    public string? NearestProvider(string? name)
    {
        if (KnownProviders.Canonical(name) is not { } unknown)
        {
            return null;
        }

        return KnownProviders.Find(unknown) is not null || _providerNames.Value.Contains(unknown)
            ? null
            : NearestName.Find(unknown, _providerNames.Value);
    }

    /// <summary>
    /// Returns the model whose name is most similar to the given name, or <see langword="null"/> if a price list contains the
    /// given name or if no name is similar to it.
    /// </summary>
    /// <param name="provider">The provider of the model; <see langword="null"/> for any.</param>
    /// <param name="model">The name.</param>
    /// <remarks>Names with different digits are the names of different versions, so they do not count as similar.</remarks>
    public string? NearestModel(string? provider, string model)
    {
        var providers = provider is null ? Lists.SelectMany(list => list.ProviderNames).Distinct() : [provider];

        // There is no suggestion for a listed model. A single price for all models counts only if the provider is given, because
        // such a provider lists no model names to compare with.
        if (providers.Any(name =>
            FindListed(name, model) is { } listed && (provider is not null || listed.Name != ProviderPrices.AnyModel)))
        {
            return null;
        }

        var digits = Digits(model);
        var canonical = KnownProviders.Canonical(provider);
        return NearestName.Find(
            model,
            from list in Lists
            from entry in list.Prices.Entries
            where (canonical is null || KnownProviders.Canonical(entry.Provider) == canonical)
                && Digits(entry.Prices.Name) == digits
            select entry.Prices.Name);

        static string Digits(string name) => string.Concat(name.Where(char.IsAsciiDigit));
    }

    /// <summary>
    /// Returns the price of a model in the price lists, or <see langword="null"/> if no list contains the model.
    /// </summary>
    public PriceHistory? FindListed(string? provider, string model)
    {
        foreach (var list in Lists)
        {
            if (list.Prices.Find(new PriceQuery(KnownProviders.Canonical(provider), ModelId.Normalize(model)!)) is { } entry)
            {
                return entry.Prices;
            }
        }

        return null;
    }

    /// <summary>Returns the price of a model, or <see langword="null"/> if it is unknown.</summary>
    public PriceMatch? Find(string? provider, string? requestModel, string? responseModel, string? endpoint = null) =>
        _prices.Find(provider, requestModel, responseModel, endpoint);

    /// <inheritdoc cref="PriceResolver.ModelBehind"/>
    public string? ModelBehind(string? deployment) => _prices.ModelBehind(deployment);

    /// <summary>Finds the price of a deployment that is billed hourly.</summary>
    /// <param name="requestModel">The requested deployment.</param>
    /// <param name="price">
    /// The price that spreads the monthly cost over the tokens, or <see langword="null"/> if the monthly cost is unknown.
    /// </param>
    /// <returns>True if the deployment is billed hourly.</returns>
    public bool IsProvisioned(string? requestModel, out ModelPrice? price)
    {
        price = null;
        return _provisioned.Count > 0 && requestModel is not null && _provisioned.TryGetValue(requestModel, out price);
    }

    /// <summary>
    /// Returns the number of decimal places to which a provider rounds the cost of a call, or <see langword="null"/> if it does
    /// not round.
    /// </summary>
    public int? RoundingOf(string? provider) =>
        _rounding.Count > 0 && provider is not null && _rounding.TryGetValue(provider, out var decimals) ? decimals : null;

    /// <summary>Calculates the cost of a request.</summary>
    /// <param name="query">The facts of the request, except its token counts.</param>
    /// <param name="usage">The token counts of one request, which don't overlap.</param>
    /// <param name="amounts">Receives the cost of each token class. All amounts must be zero before the call.</param>
    /// <param name="charges">Receives the charges, or <see langword="null"/> if they are not needed.</param>
    public PricedUsage Price(
        in UsageToPrice query, in TokenUsage usage, ref TokenClassAmounts amounts, ICollection<Charge>? charges = null)
    {
        var priced = default(PricedUsage);
        (priced.List, priced.UsageSource, priced.Quantities) = (Lists[^1], query.UsageSource, query.Quantities);
        List<CostLine>? lines = charges is null ? null : [];
        if (!query.IsSpilledOver && IsProvisioned(query.RequestModel, out var hourly))
        {
            PriceProvisioned(hourly, in usage, lines, ref priced, ref amounts);
        }
        else
        {
            Price(in query, in usage, lines, ref priced, ref amounts);
        }

        if (charges is not null && priced.HasCost)
        {
            CostLines.AddTo(charges, lines!, priced.ListCost, in amounts);
        }

        return priced;
    }

    /// <summary>Calculates the cost of a request and returns it with all details.</summary>
    /// <param name="query">The facts of the request, except its token counts.</param>
    /// <param name="usage">The token counts of one request, which don't overlap.</param>
    public CostEstimate Estimate(in UsageToPrice query, in TokenUsage usage)
    {
        var charges = new List<Charge>();
        var amounts = default(TokenClassAmounts);
        var priced = Price(in query, in usage, ref amounts, charges);
        return new CostEstimate
        {
            Cost = priced.HasCost ? new CostBreakdown(in amounts) : null,
            ListCost = priced.ListCost,
            Charges = charges.AsReadOnly(),
            UnpricedReason = priced.Reason,
            UnpricedParts = priced.Unpriced?.AsReadOnly() ?? (IReadOnlyList<UnpricedPart>)[],
            PriceSource = priced.Source,
            PriceListName = priced.List.Name,
            PriceListVersion = priced.List.Version,
            FallbackProvider = priced.FallbackProvider,
            IsProvisioned = priced.IsProvisioned,
        };
    }

    /// <summary>Returns the price of a model at an instant, or <see langword="null"/> if it is unknown.</summary>
    /// <param name="provider">The OpenTelemetry name of the provider.</param>
    /// <param name="model">
    /// The model, alias or deployment. For a deployment that is billed hourly, the price is its monthly cost spread over the
    /// expected tokens.
    /// </param>
    /// <param name="timestamp">The instant.</param>
    public ModelPrice? PriceOf(string? provider, string model, DateTimeOffset timestamp) =>
        IsProvisioned(model, out var hourly) ? hourly : Find(provider, model, responseModel: null)?.Prices.At(timestamp);

    private void Price(
        in UsageToPrice query, in TokenUsage usage, List<CostLine>? lines, ref PricedUsage priced, ref TokenClassAmounts amounts)
    {
        if (query.Parts.Count > 0)
        {
            PriceParts(in query, lines, ref priced, ref amounts);
        }
        else
        {
            PriceInference(in query, in usage, lines, ref priced, ref amounts);
        }

        Round(ref priced, ref amounts);
        if (query.ReportedCost is { } reported)
        {
            Allocate(TokenClassAmounts.Round(reported), ref priced, ref amounts);
            priced.HasCost = true;
            priced.Source = PriceSource.Provider;
            priced.Reason = UnpricedReason.None;
            priced.Unpriced = null;
            return;
        }

        foreach (var part in query.Unpriced)
        {
            UnratedUsage.Add(ref priced.Unpriced, part.Name, part.Reason);
        }

        if (priced.HasCost && RoundingOf(query.Provider) is { } decimals)
        {
            Allocate(decimal.Round(priced.Total, decimals, MidpointRounding.AwayFromZero), ref priced, ref amounts);
        }
    }

    /// <summary>Prices each inference of a call at the price of its model, and adds up the costs.</summary>
    private void PriceParts(
        in UsageToPrice query, List<CostLine>? lines, ref PricedUsage priced, ref TokenClassAmounts amounts)
    {
        var isFirst = true;
        foreach (var part in query.Parts)
        {
            var inference = query with
            {
                Parts = [],
                Inferred = null,
                RequestModel = part.Model ?? query.RequestModel,
                ResponseModel = part.Model ?? query.ResponseModel,

                // The call is one request, regardless of the number of inferences.
                Quantities = isFirst
                    ? part.Quantities
                    : [.. part.Quantities, new BillableQuantity { Unit = BillableUnit.Request, Quantity = 0 }],
            };
            var result = new PricedUsage
            {
                List = priced.List,
                UsageSource = priced.UsageSource,
                Quantities = inference.Quantities,
            };
            var costs = default(TokenClassAmounts);
            var firstLine = lines?.Count ?? 0;
            PriceInference(in inference, part.Usage, lines, ref result, ref costs);
            for (var i = firstLine; i < (lines?.Count ?? 0); i++)
            {
                lines![i] = lines[i] with { Model = part.Model };
            }

            for (var i = 0; i < TokenClassCounts.Length; i++)
            {
                amounts[i] += costs[i];
            }

            if (isFirst)
            {
                (priced.Match, priced.List, priced.Source, priced.Reason) =
                    (result.Match, result.List, result.Source, result.Reason);
            }

            if (result.HasCost)
            {
                priced.HasCost = true;
                priced.ListCost = (priced.ListCost ?? 0) + result.ListCost;
            }
            else if (result.Unpriced is null)
            {
                UnratedUsage.Add(
                    ref priced.Unpriced, inference.ResponseModel ?? inference.RequestModel ?? "model", result.Reason);
            }

            foreach (var missing in result.Unpriced ?? [])
            {
                UnratedUsage.Add(ref priced.Unpriced, missing.Name, missing.Reason);
            }

            isFirst = false;
        }

        priced.Total = amounts.Total;
        priced.Reason = priced.HasCost ? UnpricedReason.None : priced.Reason;
    }

    private void PriceInference(
        in UsageToPrice query, in TokenUsage usage, List<CostLine>? lines, ref PricedUsage priced, ref TokenClassAmounts amounts)
    {
        var match = _prices.Find(query.Provider, query.RequestModel, query.ResponseModel, query.Endpoint);
        var price = match?.Prices.At(query.Timestamp);
        var isKnown = TakeInferred(query.Inferred, match?.Prices.Name, price, ref priced);

        // List prices apply only to the tiers and speeds that they name. Custom prices apply to all tiers and speeds.
        var isOtherTier = match?.Source is PriceSource.List
            && price is not null
            && !(price.KnowsTier(query.ServedAs.ServiceTier) && price.KnowsSpeed(query.ServedAs.Speed));
        if (price is null || isOtherTier || !isKnown)
        {
            priced.Match = price is null ? null : match;
            priced.Reason = priced.UsageSource is UsageSource.Missing ? UnpricedReason.MissingUsage
                : isOtherTier ? UnpricedReason.UnknownTier
                : price is not null ? UnpricedReason.MissingUsage
                : UnpricedReason.UnknownModel;
            return;
        }

        var unrated = default(UnratedUsage);
        priced.Match = match;
        priced.List = match!.List ?? priced.List;
        priced.Total = PriceCalculator.Calculate(
            price, in usage, query.ServedAs, priced.Quantities, lines, ref amounts, ref unrated);
        if (match.Routing?.At(query.Timestamp) is { } routing)
        {
            AddRouting(routing, in usage, lines, ref priced, ref amounts, ref unrated);
        }

        if (price.IsRouting)
        {
            // The model that the router selected has no known price.
            UnratedUsage.Add(
                ref priced.Unpriced, query.ResponseModel ?? query.RequestModel ?? "model", UnpricedReason.UnknownModel);
        }

        if (!unrated.IsEmpty)
        {
            unrated.AddTo(ref priced.Unpriced);
            if (!unrated.HasRated)
            {
                priced.Reason = UnpricedReason.MissingRate;
                return;
            }
        }

        priced.HasCost = true;
        priced.ListCost = priced.Total;
        priced.Source = match.Source;
        if (match.Source is PriceSource.List && !Settings.Adjustments.IsEmpty)
        {
            amounts.Scale(Settings.Adjustments.FactorFor(query.Provider, match.Prices.Name, query.ServedAs.ServiceTier));
            priced.Total = amounts.Total;
        }
    }

    /// <summary>
    /// Adds the price of routing to the price of the model that responded. If there is no routing rate for a kind of token,
    /// tokens of this kind are routed for free.
    /// </summary>
    private static void AddRouting(
        ModelPrice routing,
        in TokenUsage usage,
        List<CostLine>? lines,
        ref PricedUsage priced,
        ref TokenClassAmounts amounts,
        ref UnratedUsage unrated)
    {
        var costs = default(TokenClassAmounts);
        var free = default(UnratedUsage);
        priced.Total += PriceCalculator.Calculate(routing, in usage, default, [], lines, ref costs, ref free);
        unrated.HasRated |= free.HasRated;
        for (var i = 0; i < TokenClassCounts.Length; i++)
        {
            amounts[i] += costs[i];
        }
    }

    /// <summary>
    /// Prices a call of a deployment that is billed hourly. Every token has the same share of the monthly cost.
    /// </summary>
    private static void PriceProvisioned(
        ModelPrice? price, in TokenUsage usage, List<CostLine>? lines, ref PricedUsage priced, ref TokenClassAmounts amounts)
    {
        priced.IsProvisioned = true;
        if (price is null || priced.UsageSource is UsageSource.Missing)
        {
            return;
        }

        var unrated = default(UnratedUsage);
        priced.Total = PriceCalculator.Calculate(price, in usage, default, [], lines, ref amounts, ref unrated);
        priced.HasCost = true;
        priced.Source = PriceSource.Amortized;
        Round(ref priced, ref amounts);
    }

    /// <summary>
    /// Rounds the cost of a call. This is done once, before anything else uses the cost, so that all later sums are exact.
    /// </summary>
    private static void Round(ref PricedUsage priced, ref TokenClassAmounts amounts)
    {
        if (!amounts.Round())
        {
            return;
        }

        var total = amounts.Total;
        priced.ListCost = priced.ListCost == priced.Total
            ? total
            : priced.ListCost is { } listCost ? TokenClassAmounts.Round(listCost) : null;
        priced.Total = total;
    }

    private static void Allocate(decimal cost, ref PricedUsage priced, ref TokenClassAmounts amounts)
    {
        CostAllocation.Allocate(cost, ref amounts);
        priced.Total = amounts.Total;
    }

    /// <summary>Uses the inferred quantities if no tokens were reported or if the model is not billed per token.</summary>
    /// <returns>True if the usage is known in a unit for which the price has a rate or fee.</returns>
    private static bool TakeInferred(
        InferredQuantities? inferred, string? model, ModelPrice? price, ref PricedUsage priced)
    {
        // Quantities that a reader found in the response are more reliable than inferred quantities.
        var isReported = priced.UsageSource is not UsageSource.Missing;
        if (inferred is null || priced.Quantities.Count > 0 || (isReported && price?.IsPaidByTokens is not false))
        {
            return isReported;
        }

        // If the price also has token rates, the number of tokens is unknown and the sum would be too low, so nothing is charged.
        List<BillableQuantity> charged = [];
        if (price is { IsPaidByTokens: false })
        {
            foreach (var quantities in inferred.ByName(model!))
            {
                charged = PriceCalculator.Charged(price.Fees, quantities, inferred.IsKindKnown);
                if (charged.Count > 0)
                {
                    break;
                }
            }
        }

        priced.UsageSource = inferred.Source;
        priced.Quantities = charged.Count > 0 ? charged : inferred.Quantities;
        return charged.Count > 0 || price?.IsFree is true;
    }
}
