using System.Globalization;
using System.Text.Json;

namespace LlmCost.AI;

/// <summary>Converts the charges of a ledger to the rows of a FOCUS export.</summary>
internal static class FocusRows
{
    /// <summary>
    /// The maximum number of decimals of a cost. Unit prices are rounded, so that price times quantity is an exact decimal.
    /// </summary>
    private const int Decimals = 18;

    /// <summary>The minimum number of decimals of a unit price.</summary>
    private const int MinDecimals = 6;

    public static async Task<List<FocusRow>> ReadAsync(
        ILedgerReader ledger, FocusExportOptions options, CancellationToken cancellationToken)
    {
        var groups = new Dictionary<FocusGroup, Sums>();
        var query = new LedgerTotalsQuery
        {
            Period = options.Period,
            ByPrice = true,
            ByHour = options.ByHour,
            ByTags = options.ByTags,
        };
        await foreach (var total in ledger.ReadTotalsAsync(query, cancellationToken).ConfigureAwait(false))
        {
            // The cost of a unit without a price is unknown; 0 would be wrong.
            if (total.Price is not { UnitPrice: not null } price)
            {
                continue;
            }

            var group = new FocusGroup(
                total.Start,
                total.Origin.Service,
                total.Origin.Environment,
                total.Key,
                total.Result.UsageSource,
                total.Result.PriceSource,
                total.Result.PriceListName is { } list ? $"{list} {total.Result.PriceListVersion}".TrimEnd() : null,
                total.Result.IsProvisioned,
                Tags(total),
                price);
            var sums = groups.GetValueOrDefault(group);
            groups[group] = new Sums(sums.Calls + total.Calls, sums.Quantity + total.Quantity, sums.Cost + total.Cost);
        }

        return
        [
            .. groups
                .Where(group => group.Value.Cost is not 0 || group.Value.Quantity is not 0)
                .Select(group => Row(group.Key, group.Value, options))
                .OrderBy(row => row.Group.Start)
                .ThenBy(row => row.SkuPriceId, StringComparer.Ordinal)
                .ThenBy(row => row.Group.Key.Feature, StringComparer.Ordinal)
                .ThenBy(row => row.Group.Tags, StringComparer.Ordinal)
                .ThenBy(row => row.Group.Key.Account, StringComparer.Ordinal)
                .ThenBy(row => row.Group.Service, StringComparer.Ordinal)
                .ThenBy(row => row.Group.Key.RequestModel, StringComparer.Ordinal),
        ];
    }

    private static FocusRow Row(FocusGroup group, Sums sums, FocusExportOptions options)
    {
        var (key, price) = (group.Key, group.Price);
        var provider = FocusProvider.Find(key.ProviderName);
        var model = price.Model ?? key.Model ?? "unspecified";
        var isUnallocated = price.Unit is Charge.UnallocatedUnit;
        var isRounding = isUnallocated && group.PriceSource is not PriceSource.Provider;
        var meter = isRounding ? "Rounding per Call" : isUnallocated ? "Reported Cost" : FocusUnits.Meter(price.Unit);
        var row = new FocusRow
        {
            Group = group,
            Provider = provider,
            Options = options,
            Calls = sums.Calls,
            EffectiveCost = MoneyText.Trim(sums.Cost),
            ChargeCategory = isRounding ? "Adjustment" : "Usage",
            ChargeDescription = Ascii($"{provider.Name} {model} {meter}"),
        };
        if (isRounding)
        {
            return row with { ContractedCost = row.EffectiveCost };
        }

        var (quantity, unit, unitPrice) = Pricing(price, sums.Quantity);
        if (group.IsProvisioned)
        {
            // The tokens of a deployment that is billed hourly have no unit price. Their cost is a share of the hourly cost.
            unitPrice = 0;
        }

        var listCost = MoneyText.Trim(unitPrice * quantity);
        var contracted = group.IsProvisioned || listCost == sums.Cost ? unitPrice : UnitPrice(sums.Cost, quantity);
        var sku = string.Join(
            '/', ((string?[])[key.ProviderName, model, price.Unit, price.Kind]).Where(part => part is not null));
        var cache = key.CacheMode is { } mode ? $"{mode}-cache" : null;
        var variants = ((string?[])[key.ServiceTier, key.Region, key.Speed, cache, group.IsProvisioned ? "provisioned" : null])
            .Where(part => part is not null);
        return row with
        {
            ListUnitPrice = unitPrice,
            ListCost = listCost,
            ContractedUnitPrice = contracted,
            ContractedCost = MoneyText.Trim(contracted * quantity),
            PricingQuantity = quantity,
            PricingUnit = unit,
            PricingCategory = group.IsProvisioned ? "Other" : "Standard",
            ConsumedQuantity = MoneyText.Trim(sums.Quantity),
            ConsumedUnit = FocusUnits.Plural(price.Unit),
            SkuId = sku,
            SkuPriceId = $"{string.Join('/', [sku, .. variants])}@{MoneyText.Format(unitPrice)}",
            SkuMeter = meter,
            SkuPriceDetails = Details(key, price),
        };
    }

    /// <summary>Returns the pricing quantity, the pricing unit and the price per pricing unit.</summary>
    private static (decimal Quantity, string Unit, decimal UnitPrice) Pricing(LedgerPrice price, decimal quantity)
    {
        var unitPrice = MoneyText.Trim(price.UnitPrice!.Value);
        if (FocusUnits.IsPowerOfTen(price.Per))
        {
            quantity = MoneyText.Trim(quantity / price.Per);
            return (quantity, FocusUnits.Pricing(price.Unit, price.Per), Round(unitPrice, quantity));
        }

        // A quantity divided by 3,600 (seconds per hour) can have infinitely many digits, so the price per second is exported.
        quantity = MoneyText.Trim(quantity);
        return (quantity, FocusUnits.Plural(price.Unit), Round(unitPrice / price.Per, quantity));
    }

    /// <summary>
    /// Returns the effective price. This differs from the list price if a discount applies or the provider reports the cost.
    /// </summary>
    private static decimal UnitPrice(decimal cost, decimal quantity) => quantity is 0 ? 0 : Round(cost / quantity, quantity);

    private static decimal Round(decimal unitPrice, decimal quantity) =>
        MoneyText.Trim(decimal.Round(unitPrice, Math.Max(Decimals - quantity.Scale, MinDecimals)));

    private static string? Tags(LedgerTotal total)
    {
        var tags = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in total.Tags)
        {
            tags[name] = value;
        }

        if (total.Key.Feature is { } feature)
        {
            tags["feature"] = feature;
        }

        return Json(tags);
    }

    private static string? Details(LedgerKey key, LedgerPrice price)
    {
        var details = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Add("x_Kind", price.Kind);
        Add("x_ServiceTier", key.ServiceTier);
        Add("x_Speed", key.Speed);
        Add("x_CacheMode", key.CacheMode);
        return Json(details);

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                details[name] = value;
            }
        }
    }

    private static string? Json(SortedDictionary<string, string> values) => values.Count is 0
        ? null
        : JsonSerializer.Serialize(new Dictionary<string, string>(values), LedgerJson.Default.DictionaryStringString);

    private static string Ascii(string text) => string.Create(
        CultureInfo.InvariantCulture, $"{string.Concat(text.Select(c => char.IsAscii(c) && !char.IsControl(c) ? c : '?'))}");

    private readonly record struct Sums(long Calls, decimal Quantity, decimal Cost);
}
