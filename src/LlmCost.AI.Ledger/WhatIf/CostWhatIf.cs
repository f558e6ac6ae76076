using System.Globalization;

namespace LlmCost.AI;

/// <summary>
/// Computes what calls would have cost with another model, provider, tier or price list, or with other prompt caching.
/// </summary>
/// <remarks>
/// Each stored call is repriced individually, because prices depend on the size of the prompt, the tier and the time. Averages
/// are never multiplied. Immutable and safe to use from any thread.
/// </remarks>
public sealed record CostWhatIf
{
    /// <summary>Gets the question.</summary>
    public required CostWhatIfOptions Options { get; init; }

    /// <summary>Gets the comparison of all selected calls.</summary>
    public required WhatIfRow Total { get; init; }

    /// <summary>
    /// Gets the comparison of each group, the most expensive first. The list is empty if the calls are not grouped.
    /// </summary>
    public required IReadOnlyList<WhatIfRow> Rows { get; init; }

    /// <summary>Gets the calls that could not be repriced, by reason. The most frequent reason comes first.</summary>
    public required IReadOnlyList<WhatIfExclusion> Exclusions { get; init; }

    /// <summary>Gets the effects that prices can't predict, such as longer responses, as English sentences.</summary>
    public required IReadOnlyList<string> Unknowns { get; init; }

    /// <summary>
    /// Gets the coverage of the period, which lists the data that are missing. Calls of
    /// <see cref="LedgerCoverage.DaysWithoutCalls"/> and of gaps are not compared.
    /// </summary>
    public required LedgerCoverage Coverage { get; init; }

    /// <summary>Reprices the calls of a ledger.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="meter">The meter whose prices, discounts and rounding apply. Nothing is recorded.</param>
    /// <param name="options">The calls to compare, and the changes to apply to them.</param>
    /// <param name="cancellationToken">A token that cancels the operation.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">
    /// An option is not valid, or several providers have a price for the model. The message contains the option and the reason.
    /// </exception>
    public static async Task<CostWhatIf> CreateAsync(
        ILedgerReader ledger, CostMeter meter, CostWhatIfOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(meter);
        ArgumentNullException.ThrowIfNull(options);
        ThrowIfInvalid(options);

        var coverage = await ledger.ReadCoverageAsync(options.Period, cancellationToken).ConfigureAwait(false);
        var pricer = new WhatIfPricer(meter, options);
        var sums = new WhatIfSums(options.By);
        await foreach (var call in ledger.ReadCallsAsync(options.Period, cancellationToken).ConfigureAwait(false))
        {
            var fields = LedgerTotal.Of(call);
            if (options.Filters.All(filter => filter.Matches(fields)))
            {
                sums.Add(call, fields, call.Cost is null && !call.Result.IsProvisioned ? default : pricer.Price(call));
            }
        }

        return new CostWhatIf
        {
            Options = options,
            Total = sums.Total,
            Rows = sums.Rows(),
            Exclusions = sums.Exclusions(),
            Unknowns = [.. UnknownsOf(options)],
            Coverage = coverage,
        };
    }

    private static IEnumerable<string> UnknownsOf(CostWhatIfOptions options)
    {
        if (options.Model is not null)
        {
            yield return "Length: another model may write more or fewer output tokens, and output is most of the cost.";
            yield return "Retries: a response that must be repeated costs twice.";
            yield return "Quality: whether the responses are good enough.";
        }

        if (options.ServiceTier is not null)
        {
            yield return "Time: responses of another tier can arrive later, or not at all if the provider is busy.";
        }

        if (options.CacheReadShare is > 0)
        {
            yield return "Cache: the actual share depends on how much of the prompts repeats, how soon, and in which order.";
        }
    }

    private static void ThrowIfInvalid(CostWhatIfOptions options)
    {
        if (options.By.Concat(options.Filters.Select(filter => filter.Field)).FirstOrDefault(field => field.IsPrice) is { } unit)
        {
            throw new ArgumentException(
                $"'{unit.Name}' is a property of charges; use a property of calls, such as feature or model.", nameof(options));
        }

        if (options.CacheReadShare is < 0 or > 1 || options.CacheWriteShare < 0
            || (options.CacheReadShare ?? 0) + options.CacheWriteShare > 1)
        {
            throw new ArgumentException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"CacheReadShare is {options.CacheReadShare} and CacheWriteShare is {options.CacheWriteShare}; "
                        + $"each must be from 0 to 1, and their sum at most 1."),
                nameof(options));
        }

        if (options.CacheWriteShare > 0 && options.CacheReadShare is null)
        {
            throw new ArgumentException("CacheWriteShare requires CacheReadShare.", nameof(options));
        }

        if (options.Model is { } model && string.IsNullOrWhiteSpace(model))
        {
            throw new ArgumentException("Model is blank.", nameof(options));
        }

        if (options.Provider is { } provider && string.IsNullOrWhiteSpace(provider))
        {
            throw new ArgumentException("Provider is blank.", nameof(options));
        }
    }
}
