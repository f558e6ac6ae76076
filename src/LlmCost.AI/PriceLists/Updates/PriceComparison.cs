using System.Globalization;
using System.Text.Json;

namespace LlmCost.AI;

/// <summary>Finds price changes that are implausibly large.</summary>
internal static class PriceComparison
{
    /// <summary>Compares the prices of a model over time.</summary>
    /// <param name="before">The prices in effect.</param>
    /// <param name="after">The new prices.</param>
    /// <param name="maxFactor">The largest factor by which a rate may go up or down.</param>
    /// <param name="now">The time from which the prices are compared.</param>
    /// <param name="isSameList">
    /// True if both prices are from the same list. Prices from different lists may differ in detail, so only the rates that both
    /// prices have are compared.
    /// </param>
    /// <returns>A description of the first change beyond the limit, or <see langword="null"/> if there is none.</returns>
    public static string? FirstExcess(
        PriceHistory before, PriceHistory after, decimal maxFactor, DateTimeOffset now, bool isSameList)
    {
        foreach (var instant in Instants(before, now).Concat(Instants(after, now)).Distinct().Order())
        {
            if (before.At(instant) is { } old
                && after.At(instant) is { } @new
                && (isSameList ? FirstExcess(old, @new, maxFactor) : FirstExcessOfBoth(old, @new, maxFactor)) is { } excess)
            {
                return excess;
            }
        }

        return null;
    }

    /// <summary>
    /// Returns the instants at which the prices start to apply. For a price that already applies, the instant is the current
    /// time.
    /// </summary>
    private static IEnumerable<DateTimeOffset> Instants(PriceHistory prices, DateTimeOffset now)
    {
        foreach (var period in prices.Periods)
        {
            var from = period.From > now ? period.From : now;
            yield return from;

            // Within eight days of the maximum date, adding a week would overflow.
            if (period.Start is { } start && from < DateTimeOffset.MaxValue.AddDays(-8))
            {
                // Seven days cover each day of the week on which the price can apply.
                for (var day = 1; day <= 7; day++)
                {
                    yield return new DateTimeOffset(from.UtcDateTime.Date.AddDays(day) + start.ToTimeSpan(), TimeSpan.Zero);
                }
            }
        }
    }

    private static string? FirstExcess(ModelPrice before, ModelPrice after, decimal maxFactor)
    {
        foreach (var circumstances in before.Variants.Concat(after.Variants).Prepend(new PriceVariant()))
        {
            var (rates, others) = (Rates(before, circumstances), Rates(after, circumstances));
            foreach (var kind in TokenKinds.All)
            {
                var (old, @new) = (rates[(int)kind], others[(int)kind]);
                if (IsExcess(old, @new, maxFactor))
                {
                    return $"{Words(kind.ToString())}{Words(circumstances)} goes from {Text(old)} to {Text(@new)} "
                        + "USD per million tokens";
                }
            }
        }

        foreach (var fee in before.Fees.Concat(after.Fees).Select(fee => (fee.Unit, fee.Kind)).Distinct())
        {
            var (old, @new) = (Amount(before, fee), Amount(after, fee));
            if (IsExcess(old, @new, maxFactor))
            {
                return $"the fee per {Words(fee.Unit.ToString())} goes from {Text(old)} to {Text(@new)} USD";
            }
        }

        return null;
    }

    private static string? FirstExcessOfBoth(ModelPrice before, ModelPrice after, decimal maxFactor)
    {
        foreach (var (kind, was) in before.Rates.Known)
        {
            if (after.Rates[kind] is { } becomes && IsExcess(was, becomes, maxFactor))
            {
                return $"{Words(kind.ToString())} goes from {Text(was)} to {Text(becomes)} USD per million tokens";
            }
        }

        return null;
    }

    // A change to or from zero exceeds every factor.
    private static bool IsExcess(decimal before, decimal after, decimal maxFactor) =>
        after > before * maxFactor || before > after * maxFactor;

    private static decimal Amount(ModelPrice price, (BillableUnit Unit, string? Kind) fee) =>
        price.Fees.FirstOrDefault(one => (one.Unit, one.Kind) == fee) is { } found ? found.Amount / found.Per : 0;

    /// <summary>Returns the rates that are charged under the given circumstances, including fallbacks to parent rates.</summary>
    /// <remarks>A missing rate is zero.</remarks>
    private static decimal[] Rates(ModelPrice price, PriceVariant circumstances)
    {
        var servedAs = new ServedAs
        {
            ServiceTier = circumstances.ServiceTier,
            Region = circumstances.Region,
            Speed = circumstances.Speed,
            CacheMode = circumstances.CacheMode,
        };
        var usage = new TokenUsage { OutputReasoning = circumstances.IsThinking ? 1 : 0 };
        var rates = new EffectiveRates(price.Rates);
        foreach (var variant in price.Variants)
        {
            if (variant.AppliesTo(in servedAs, in usage)
                && variant.FromInputTokens.GetValueOrDefault() <= circumstances.FromInputTokens.GetValueOrDefault())
            {
                rates.Apply(variant);
            }
        }

        var charged = new decimal[TokenKindCounts.Length];
        foreach (var kind in TokenKinds.All)
        {
            charged[(int)kind] = rates[kind].GetValueOrDefault() * rates.Factor;
        }

        return charged;
    }

    private static string Words(PriceVariant circumstances)
    {
        string?[] parts =
        [
            circumstances.ServiceTier is { } tier ? $"tier {tier}" : null,
            circumstances.Region is { } region ? $"region {region}" : null,
            circumstances.Speed is { } speed ? $"speed {speed}" : null,
            circumstances.CacheMode is { } cache ? $"{cache} cache" : null,
            circumstances.IsThinking ? "thinking" : null,
            circumstances.FromInputTokens is { } from
                ? string.Create(CultureInfo.InvariantCulture, $"prompts of {from} tokens or more")
                : null,
        ];
        var words = string.Join(", ", parts.Where(part => part is not null));
        return words.Length is 0 ? "" : $" ({words})";
    }

    private static string Words(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name).Replace('_', ' ');

    private static string Text(decimal rate) => rate.ToString("0.############################", CultureInfo.InvariantCulture);
}
