using System.Runtime.CompilerServices;

namespace LlmCost.AI;

/// <summary>Multiplies usage by prices. This is the only place where costs are computed.</summary>
/// <remarks>
/// The cost is the sum, over the disjoint parts of the usage, of count × rate × multiplier ÷ unit. It is not rounded here, but
/// when the whole call is priced (<see cref="TokenClassAmounts.Round()"/>).
/// </remarks>
internal static class PriceCalculator
{
    private const decimal Million = 1_000_000;

    /// <summary>Multiplying by this constant equals dividing by a million exactly, and is twice as fast.</summary>
    private const decimal OneMillionth = 0.000001m;

    /// <summary>Calculates the cost of each class.</summary>
    /// <param name="price">The price.</param>
    /// <param name="usage">The disjoint token counts of one request.</param>
    /// <param name="servedAs">The actual tier, region and speed.</param>
    /// <param name="quantities">The non-token usage.</param>
    /// <param name="lines">Receives the lines of the calculation, or <see langword="null"/> if they are not needed.</param>
    /// <param name="amounts">Receives the cost of each class. All amounts must be zero before the call.</param>
    /// <param name="unrated">Receives the parts of the usage for which the price has no rate.</param>
    /// <returns>The sum of the amounts.</returns>
    public static decimal Calculate(
        ModelPrice price,
        in TokenUsage usage,
        in ServedAs servedAs,
        IReadOnlyList<BillableQuantity> quantities,
        ICollection<CostLine>? lines,
        ref TokenClassAmounts amounts,
        ref UnratedUsage unrated)
    {
        if (HasVariant(price.Variants, in usage, in servedAs)
            || !price.BaseRates.TryMultiply(usage.Counts, ref amounts, out var total, ref unrated))
        {
            Multiply(price, in usage, in servedAs, lines, ref amounts, ref unrated);
            total = amounts.Total;
        }
        else if (lines is not null)
        {
            // The amounts are already complete. This second pass only produces the lines, so the amounts don't depend on whether
            // lines are needed.
            var same = default(TokenClassAmounts);
            Multiply(price, in usage, in servedAs, lines, ref same, ref unrated);
        }

        if (quantities.Count > 0 || HasFee(price.Fees, BillableUnit.Request))
        {
            var fees = Fees(price.Fees, quantities, lines, ref unrated);
            amounts[(int)TokenClass.Fee] = fees;
            total += fees;
        }

        if (!unrated.IsEmpty && price.IsFree)
        {
            unrated.RemoveFree();
        }

        return total;
    }

    /// <summary>Selects the inferred quantities that a price charges for.</summary>
    /// <param name="fees">The fees of the price.</param>
    /// <param name="quantities">The same usage, expressed in one or more units.</param>
    /// <param name="isKindKnown">True if the kinds of the quantities are certain.</param>
    /// <remarks>
    /// This method is stricter than <see cref="Calculate"/>: if a price distinguishes kinds, a kind that it does not list is
    /// unpriced.
    /// </remarks>
    public static List<BillableQuantity> Charged(
        IReadOnlyList<FeeRate> fees, IReadOnlyList<BillableQuantity> quantities, bool isKindKnown)
    {
        List<BillableQuantity> charged = [];
        foreach (var quantity in quantities)
        {
            if (quantity.Quantity is >= 0 and <= CountLimits.Max
                && Find(fees, quantity.Unit, quantity.Kind) is { } fee
                && (HasKinds(fees, fee.Unit)
                    ? isKindKnown && string.Equals(fee.Kind, quantity.Kind, StringComparison.OrdinalIgnoreCase)
                    : fee.Kind is null))
            {
                charged.Add(quantity);
            }
        }

        return charged;
    }

    /// <summary>
    /// Returns the position in the prompt from which a variant applies, or <see langword="null"/> if the prompt is too small for
    /// it.
    /// </summary>
    private static PromptShare? Start(PriceVariant variant, in TokenUsage usage)
    {
        if (variant.FromInputTokens is not { } threshold)
        {
            return PromptShare.None;
        }

        var size = variant.SizeBasis switch
        {
            PromptSizeBasis.UncachedInput => usage.TotalInput - usage[TokenClass.InputCacheRead],
            PromptSizeBasis.InputAndOutput => usage.Total,
            _ => usage.TotalInput,
        };
        return size < threshold ? null
            : variant.IsMarginal ? new PromptShare(threshold - 1, size)
            : PromptShare.None;
    }

    private static bool HasVariant(IReadOnlyList<PriceVariant> variants, in TokenUsage usage, in ServedAs servedAs)
    {
        for (var i = 0; i < variants.Count; i++)
        {
            if (variants[i].AppliesTo(in servedAs, in usage) && Start(variants[i], in usage) is not null)
            {
                return true;
            }
        }

        return false;
    }

    // Not inlined, because every call would otherwise zero the stack space for the rates, even without variants.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Multiply(
        ModelPrice price,
        in TokenUsage usage,
        in ServedAs servedAs,
        ICollection<CostLine>? lines,
        ref TokenClassAmounts amounts,
        ref UnratedUsage unrated)
    {
        var rates = new EffectiveRates(price.Rates);
        var isSplit = false;
        for (var i = 0; i < price.Variants.Count; i++)
        {
            if (price.Variants[i].AppliesTo(in servedAs, in usage) && Start(price.Variants[i], in usage) is { } start)
            {
                rates.Apply(price.Variants[i]);
                isSplit |= PromptShare.None.IsBefore(start);
            }
        }

        if (isSplit)
        {
            MultiplyParts(price, in rates, in usage, in servedAs, lines, ref amounts, ref unrated);
        }
        else
        {
            Multiply(in rates, in rates, in usage, PromptShare.None, PromptShare.All, lines, ref amounts, ref unrated);
        }
    }

    /// <summary>
    /// Splits the prompt at the thresholds of marginal variants, and multiplies each part by the rates that apply to it.
    /// </summary>
    private static void MultiplyParts(
        ModelPrice price,
        in EffectiveRates last,
        in TokenUsage usage,
        in ServedAs servedAs,
        ICollection<CostLine>? lines,
        ref TokenClassAmounts amounts,
        ref UnratedUsage unrated)
    {
        for (var from = PromptShare.None; from.IsBefore(PromptShare.All);)
        {
            var to = PromptShare.All;
            var rates = new EffectiveRates(price.Rates);
            for (var i = 0; i < price.Variants.Count; i++)
            {
                if (!price.Variants[i].AppliesTo(in servedAs, in usage) || Start(price.Variants[i], in usage) is not { } start)
                {
                    continue;
                }

                if (!from.IsBefore(start))
                {
                    rates.Apply(price.Variants[i]);
                }
                else if (start.IsBefore(to))
                {
                    to = start;
                }
            }

            Multiply(in rates, in last, in usage, from, to, lines, ref amounts, ref unrated);
            from = to;
        }
    }

    /// <summary>
    /// Multiplies the tokens of one part of the prompt by the rates of this part. A kind without a rate in this part is billed at
    /// its rate in the last part; otherwise it would be free.
    /// </summary>
    private static void Multiply(
        in EffectiveRates rates,
        in EffectiveRates last,
        in TokenUsage usage,
        PromptShare from,
        PromptShare to,
        ICollection<CostLine>? lines,
        ref TokenClassAmounts amounts,
        ref UnratedUsage unrated)
    {
        var tokens = usage.Counts;
        foreach (var kind in TokenKinds.All)
        {
            if (tokens[(int)kind] is 0)
            {
                continue;
            }

            if ((rates[kind] ?? last[kind]) is not { } rate)
            {
                unrated.Add(kind);
                continue;
            }

            unrated.HasRated = true;

            var count = to.Of(tokens[(int)kind]) - from.Of(tokens[(int)kind]);
            Add(ref amounts[(int)kind.Class()], count * rate * rates.Factor * OneMillionth);
            var direction = kind < TokenKind.Output ? CostDirection.Input : CostDirection.Output;
            lines?.Add(new CostLine(kind.Label(), count, rate, Million, rates.Factor, direction));
        }
    }

    // Adding decimals is slow, and the sum is usually zero.
    public static void Add(ref decimal sum, decimal amount) => sum = decimal.Sign(sum) is 0 ? amount : sum + amount;

    private static decimal Fees(
        IReadOnlyList<FeeRate> fees,
        IReadOnlyList<BillableQuantity> quantities,
        ICollection<CostLine>? lines,
        ref UnratedUsage unrated)
    {
        var request = new BillableQuantity { Unit = BillableUnit.Request, Quantity = 1 };
        for (var i = 0; i < quantities.Count; i++)
        {
            request = quantities[i].Unit is BillableUnit.Request ? quantities[i] : request;
        }

        var cost = HasFee(fees, BillableUnit.Request) ? Fee(fees, in request, lines, ref unrated) : 0;
        for (var i = 0; i < quantities.Count; i++)
        {
            if (quantities[i].Unit is not BillableUnit.Request)
            {
                cost += Fee(fees, quantities[i], lines, ref unrated);
            }
        }

        return cost;
    }

    private static decimal Fee(
        IReadOnlyList<FeeRate> fees, in BillableQuantity quantity, ICollection<CostLine>? lines, ref UnratedUsage unrated)
    {
        // A custom reader can return any value: an impossible quantity costs nothing, so that the record stays valid.
        if (quantity.Quantity is <= 0 or > CountLimits.Max)
        {
            return 0;
        }

        if (Find(fees, quantity.Unit, quantity.Kind) is not { } fee)
        {
            unrated.Add(quantity.Unit);
            return 0;
        }

        unrated.HasRated = true;
        var unit = lines is null ? "" : quantity.Unit.ChargeName();
        var line = new CostLine(unit, quantity.Quantity, fee.Amount, fee.Per, 1, fee.Direction, quantity.Kind);
        lines?.Add(line);
        return line.Cost;
    }

    /// <summary>Returns true if there is a fee for a unit, of any kind.</summary>
    private static bool HasFee(IReadOnlyList<FeeRate> fees, BillableUnit unit)
    {
        for (var i = 0; i < fees.Count; i++)
        {
            if (fees[i].Unit == unit)
            {
                return true;
            }
        }

        return false;
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

    /// <summary>
    /// Returns the fee for a unit: the fee for its kind, otherwise the fee for any kind, otherwise the fee of the parent unit.
    /// </summary>
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
            // Seconds without a direction belong to the only direction that is charged.
            BillableUnit.AudioSecond => HasFee(fees, BillableUnit.InputAudioSecond) switch
            {
                true when !HasFee(fees, BillableUnit.OutputAudioSecond) => Find(fees, BillableUnit.InputAudioSecond, kind),
                false when HasFee(fees, BillableUnit.OutputAudioSecond) => Find(fees, BillableUnit.OutputAudioSecond, kind),
                _ => null,
            },
            BillableUnit.InputAudioSecond or BillableUnit.OutputAudioSecond when HasFee(fees, BillableUnit.AudioSecond) =>
                Find(fees, BillableUnit.AudioSecond, kind),
            BillableUnit.AnnotatedPage => Find(fees, BillableUnit.Page, kind),
            _ => null,
        };
    }
}
