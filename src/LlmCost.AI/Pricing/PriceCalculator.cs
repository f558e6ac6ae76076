using System.Text.Json;

namespace LlmCost.AI;

/// <summary>Multiplies usage with prices: the one formula of the library.</summary>
/// <remarks>Cost is the sum, over disjoint parts of the usage, of count × rate × multiplier ÷ unit. Nothing is rounded.</remarks>
internal static class PriceCalculator
{
    private const decimal Million = 1_000_000;

    /// <summary>Multiplying with it is the same as dividing by a million, exactly, and twice as fast.</summary>
    private const decimal OneMillionth = 0.000001m;

    /// <summary>Calculates a cost, class by class.</summary>
    /// <param name="price">The price.</param>
    /// <param name="usage">The disjoint token counts of one request.</param>
    /// <param name="servedAs">The tier, region and speed that were served.</param>
    /// <param name="quantities">What was used in addition to tokens.</param>
    /// <param name="lines">Takes the lines of the calculation, for those who want to see them.</param>
    /// <param name="amounts">Takes the cost of each class; all zero before.</param>
    /// <returns>The sum of the amounts.</returns>
    public static decimal Calculate(
        ModelPrice price,
        in TokenUsage usage,
        in ServedAs servedAs,
        IReadOnlyList<BillableQuantity> quantities,
        ICollection<CostLine>? lines,
        ref TokenClassAmounts amounts)
    {
        var isPlain = lines is null && !HasVariant(price.Variants, in usage, in servedAs);
        if (!isPlain || !price.BaseRates.TryMultiply(usage.Counts, ref amounts, out var total))
        {
            Multiply(price, in usage, in servedAs, lines, ref amounts);
            total = amounts.Total;
        }

        if (quantities.Count > 0 || HasRequestFee(price.Fees))
        {
            var fees = Fees(price.Fees, quantities, lines);
            amounts[(int)TokenClass.Fee] = fees;
            total += fees;
        }

        return total;
    }

    /// <summary>Those of the units of a usage that a price has, of the kinds that were asked for.</summary>
    /// <remarks>
    /// Stricter than <see cref="Calculate"/>, which is told what was used: where a price tells kinds apart, one that it does not name has no price.
    /// </remarks>
    public static List<BillableQuantity> Charged(IReadOnlyList<FeeRate> fees, InferredQuantities usage)
    {
        List<BillableQuantity> charged = [];
        foreach (var quantity in usage.Quantities)
        {
            if (quantity.Quantity is >= 0 and <= CountLimits.Max
                && Find(fees, quantity.Unit, quantity.Kind) is { } fee
                && (HasKinds(fees, fee.Unit)
                    ? usage.IsKindKnown && string.Equals(fee.Kind, quantity.Kind, StringComparison.OrdinalIgnoreCase)
                    : fee.Kind is null))
            {
                charged.Add(quantity);
            }
        }

        return charged;
    }

    /// <summary>Whether each request is charged.</summary>
    public static bool HasRequestFee(IReadOnlyList<FeeRate> fees) => Find(fees, BillableUnit.Request, kind: null) is not null;

    /// <summary>The share of the prompt from a variant's threshold on: 0 if the prompt is smaller, 1 if there is no threshold.</summary>
    private static decimal PartBeyond(PriceVariant variant, in TokenUsage usage)
    {
        if (variant.FromInputTokens is not { } threshold)
        {
            return 1;
        }

        var size = variant.SizeBasis switch
        {
            PromptSizeBasis.UncachedInput => usage.TotalInput - usage[TokenClass.InputCacheRead],
            PromptSizeBasis.InputAndOutput => usage.Total,
            _ => usage.TotalInput,
        };
        return size < threshold ? 0 : variant.IsMarginal ? (size - threshold + 1m) / size : 1;
    }

    private static bool HasVariant(IReadOnlyList<PriceVariant> variants, in TokenUsage usage, in ServedAs servedAs)
    {
        for (var i = 0; i < variants.Count; i++)
        {
            if (variants[i].AppliesTo(in servedAs) && PartBeyond(variants[i], in usage) is > 0)
            {
                return true;
            }
        }

        return false;
    }

    private static void Multiply(
        ModelPrice price, in TokenUsage usage, in ServedAs servedAs, ICollection<CostLine>? lines, ref TokenClassAmounts amounts)
    {
        var rates = new EffectiveRates(price.Rates);
        for (var i = 0; i < price.Variants.Count; i++)
        {
            var variant = price.Variants[i];
            if (variant.AppliesTo(in servedAs) && PartBeyond(variant, in usage) is > 0 and var part)
            {
                rates.Apply(variant, part);
            }
        }

        var tokens = usage.Counts;
        foreach (var kind in TokenKinds.All)
        {
            if (tokens[(int)kind] is not 0 and var count && rates[kind] is { } rate)
            {
                Add(ref amounts[(int)kind.Class()], count * rate * rates.Factor * OneMillionth);
                lines?.Add(new CostLine(
                    Label(kind), count, rate, Million, rates.Factor, kind < TokenKind.Output ? CostDirection.Input : CostDirection.Output));
            }
        }
    }

    // Adding decimals is not cheap, and most often nothing is there yet.
    public static void Add(ref decimal sum, decimal amount) => sum = decimal.Sign(sum) is 0 ? amount : sum + amount;

    private static string Label(TokenKind kind) => kind is TokenKind.InputCacheWriteOneHour
        ? "input_cache_write_1h"
        : JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());

    private static decimal Fees(
        IReadOnlyList<FeeRate> fees, IReadOnlyList<BillableQuantity> quantities, ICollection<CostLine>? lines)
    {
        var cost = Fee(fees, new BillableQuantity { Unit = BillableUnit.Request, Quantity = Requests(quantities) }, lines);
        for (var i = 0; i < quantities.Count; i++)
        {
            if (quantities[i].Unit is not BillableUnit.Request)
            {
                cost += Fee(fees, quantities[i], lines);
            }
        }

        return cost;
    }

    private static decimal Requests(IReadOnlyList<BillableQuantity> quantities)
    {
        for (var i = 0; i < quantities.Count; i++)
        {
            if (quantities[i].Unit is BillableUnit.Request)
            {
                return quantities[i].Quantity;
            }
        }

        return 1;
    }

    private static decimal Fee(IReadOnlyList<FeeRate> fees, in BillableQuantity quantity, ICollection<CostLine>? lines)
    {
        // A reader of the user's may say anything: what can't be true costs nothing, rather than the whole record.
        if (quantity.Quantity is <= 0 or > CountLimits.Max || Find(fees, quantity.Unit, quantity.Kind) is not { } fee)
        {
            return 0;
        }

        var line = new CostLine(lines is null ? "" : JsonNamingPolicy.SnakeCaseLower.ConvertName(quantity.Unit.ToString()), quantity.Quantity, fee.Amount, fee.Per, 1, fee.Direction);
        lines?.Add(line);
        return line.Cost;
    }

    private static bool HasKinds(IReadOnlyList<FeeRate> fees, BillableUnit unit)
    {
        for (var i = 0; i < fees.Count; i++)
        {
            if (fees[i].Unit == unit && fees[i].Kind is not null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The fee of a unit: of its kind, else of any kind, else of its parent.</summary>
    private static FeeRate? Find(IReadOnlyList<FeeRate> fees, BillableUnit unit, string? kind)
    {
        FeeRate? anyKind = null;
        for (var i = 0; i < fees.Count; i++)
        {
            if (fees[i].Unit != unit)
            {
                continue;
            }

            if (fees[i].Kind is null)
            {
                anyKind ??= fees[i];
            }
            else if (string.Equals(fees[i].Kind, kind, StringComparison.OrdinalIgnoreCase))
            {
                return fees[i];
            }
        }

        return anyKind ?? unit switch
        {
            BillableUnit.InputAudioSecond or BillableUnit.OutputAudioSecond => Find(fees, BillableUnit.AudioSecond, kind),
            BillableUnit.AnnotatedPage => Find(fees, BillableUnit.Page, kind),
            _ => null,
        };
    }
}
