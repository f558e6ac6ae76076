using System.Text.Json;

namespace LlmCost.AI;

/// <summary>
/// Reads LiteLLM's <c>model_prices_and_context_window.json</c>: an object of models with prices in USD per single unit.
/// </summary>
internal static class LiteLlmReader
{
    /// <summary>The keys of the table that are not models.</summary>
    private static readonly HashSet<string> s_notModels = ["sample_spec", "fallback_generalizations"];

    /// <summary>The service tiers and the suffixes of their keys.</summary>
    private static readonly (string Tier, string Suffix)[] s_tiers =
        [("flex", "_flex"), ("priority", "_priority"), ("batch", "_batches")];

    /// <summary>True if a document has the structure of LiteLLM's table.</summary>
    public static bool Recognizes(JsonElement root) =>
        root.ValueKind is JsonValueKind.Object
        && root.EnumerateObject().Any(entry =>
            entry.Value.ValueKind is JsonValueKind.Object && entry.Value.TryGetProperty("litellm_provider", out _));

    /// <summary>Reads a table.</summary>
    /// <exception cref="FormatException">
    /// An entry is not valid. The message contains the file, the model and the key.
    /// </exception>
    public static LiteLlmList Read(string name, JsonElement root)
    {
        var entries = new Dictionary<string, PriceEntry>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in root.EnumerateObject())
        {
            if (entry.Value.ValueKind is not JsonValueKind.Object
                || s_notModels.Contains(entry.Name)
                || !entry.Value.TryGetProperty("litellm_provider", out var provider)
                || provider.GetString() is not { Length: > 0 } providerName)
            {
                continue;
            }

            var price = ReadPrice(new LiteLlmEntry($"{name}: model '{entry.Name}'", entry.Value), providerName);
            var periods = new PriceHistory(entry.Name, [new PricePeriod { Price = price }]);
            entries.TryAdd(entry.Name, new PriceEntry(providerName, periods));
        }

        return new LiteLlmList(entries);
    }

    private static ModelPrice ReadPrice(LiteLlmEntry entry, string provider)
    {
        try
        {
            return ReadValidPrice(entry, provider);
        }
        catch (Exception e) when (e is InvalidOperationException or OverflowException)
        {
            // The type of a value does not match its key, or a number is too large.
            throw new FormatException($"{entry.Where}: {e.Message}", e);
        }
    }

    private static ModelPrice ReadValidPrice(LiteLlmEntry entry, string provider)
    {
        var steps = Steps(entry).ToList();
        var rates = steps is [var first, ..] ? first.Rates : entry.Rates("");
        var price = new ModelPrice
        {
            Rates = rates,
            Variants = [.. Tiers(entry), .. Sizes(entry, provider), .. steps.Skip(1), .. Factors(entry)],
            Fees = [.. LiteLlmFees.Read(entry)],
        };
        return PriceRules.Violations(price).FirstOrDefault() is { } violation
            ? throw new FormatException($"{entry.Where}: {violation}")
            : price;
    }

    /// <summary>Returns the rates of service tiers.</summary>
    private static IEnumerable<PriceVariant> Tiers(LiteLlmEntry entry) =>
        from tier in s_tiers
        where entry.HasSuffix(tier.Suffix)
        select new PriceVariant { ServiceTier = tier.Tier, Rates = entry.Rates(tier.Suffix) };

    /// <summary>Returns the rates for long prompts, with and without a service tier.</summary>
    /// <remarks>
    /// The variants that this method returns come after the variants of the tiers. A tier without a rate for long prompts
    /// therefore has the long-prompt rate of the standard tier, not the tier's own rate for short prompts.
    /// </remarks>
    private static IEnumerable<PriceVariant> Sizes(LiteLlmEntry entry, string provider)
    {
        var isInclusive = KnownProviders.All.Any(known => known.LiteLlmId == provider && known.HasInclusiveThresholds);
        foreach (var (suffix, threshold) in entry.Thresholds())
        {
            var from = isInclusive ? threshold : threshold + 1;
            yield return new PriceVariant { FromInputTokens = from, Rates = entry.Rates(suffix) };
            foreach (var (tier, tierSuffix) in s_tiers)
            {
                if (entry.HasSuffix(suffix + tierSuffix))
                {
                    yield return new PriceVariant
                    {
                        FromInputTokens = from,
                        ServiceTier = tier,
                        Rates = entry.Rates(suffix + tierSuffix),
                    };
                }
            }
        }
    }

    /// <summary>
    /// Returns the variants of a table of rates by prompt size. In the table, the upper bound of each range is inclusive, so the
    /// next range starts one token above it.
    /// </summary>
    private static IEnumerable<PriceVariant> Steps(LiteLlmEntry entry) =>
        from step in entry.Steps()
        select new PriceVariant { FromInputTokens = step.From + 1, Rates = step.Rates };

    private static IEnumerable<PriceVariant> Factors(LiteLlmEntry entry)
    {
        foreach (var region in (string[])["us", "eu"])
        {
            if (entry.Number($"regional_processing_uplift_multiplier_{region}") is > 0 and var uplift)
            {
                yield return new PriceVariant { Region = region, Factor = uplift };
            }
        }

        // Zero means "unknown" in this table, not "free".
        foreach (var (key, factor) in entry.Numbers("provider_specific_entry").Where(number => number.Value > 0))
        {
            yield return key is "fast"
                ? new PriceVariant { Speed = key, Factor = factor }
                : new PriceVariant { Region = key, Factor = factor };
        }
    }
}
