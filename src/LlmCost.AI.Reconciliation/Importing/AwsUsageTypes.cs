using System.Collections.Concurrent;
using System.Text.Json;

namespace LlmCost.AI;

/// <summary>Parses usage types of Amazon Bedrock with the aliases in <c>aws-usage-types.json</c>.</summary>
internal static class AwsUsageTypes
{
    private static readonly AwsUsageTypeTable s_table = Load();

    /// <summary>
    /// The maximum number of cached names. It is larger than the number of usage types, and limits the memory for unknown names.
    /// </summary>
    private const int MaxKnown = 10_000;

    private static readonly ConcurrentDictionary<(string Type, string? Product), AwsUsageType?> s_known = [];

    /// <summary>
    /// Parses a name such as <c>USE1-Claude4.6Sonnet-cache-read-input-token-count-batch</c>: a region, a model, a unit and
    /// suffixes. Returns <see langword="null"/> if any part is unknown.
    /// </summary>
    /// <param name="type">The usage type.</param>
    /// <param name="product">The name of the product, which contains the model for marketplace products.</param>
    public static AwsUsageType? Read(string? type, string? product)
    {
        if (type is null)
        {
            return null;
        }

        if (s_known.TryGetValue((type, product), out var known))
        {
            return known;
        }

        var read = type.Contains("MP:", StringComparison.Ordinal) ? ReadMarketplace(type, product) : ReadBedrock(type);
        if (s_known.Count < MaxKnown)
        {
            s_known.TryAdd((type, product), read);
        }

        return read;
    }

    private static AwsUsageType? ReadBedrock(string type)
    {
        var rest = type;
        var region = TakeRegion(ref rest, '-');
        var (tier, crossRegion) = TakeSuffixes(ref rest);
        return TakeEnding(ref rest, s_table.Units) is { } unit && s_table.Models.TryGetValue(rest, out var model)
            ? new AwsUsageType(model, unit, tier, region, crossRegion)
            : null;
    }

    /// <summary>Parses a marketplace name such as <c>USE1-MP:USE1_InputTokenCount-Units</c>.</summary>
    private static AwsUsageType? ReadMarketplace(string type, string? product)
    {
        var rest = type[(type.IndexOf("MP:", StringComparison.Ordinal) + 3)..];
        rest = rest.EndsWith("-Units", StringComparison.Ordinal) ? rest[..^6] : rest;
        var region = TakeRegion(ref rest, '_');
        var (tier, crossRegion) = TakeSuffixes(ref rest);
        return product is not null && s_table.Products.TryGetValue(product, out var model)
            && s_table.Units.TryGetValue(rest, out var unit)
            ? new AwsUsageType(model, unit, tier, region, crossRegion)
            : null;
    }

    /// <summary>Removes the region prefix, if there is one.</summary>
    private static string? TakeRegion(ref string rest, char separator)
    {
        var end = rest.IndexOf(separator, StringComparison.Ordinal);
        if (end <= 0 || !s_table.Regions.TryGetValue(rest[..end], out var region))
        {
            return null;
        }

        rest = rest[(end + 1)..];
        return region;
    }

    private static (string? Tier, string? CrossRegion) TakeSuffixes(ref string rest)
    {
        var (tier, crossRegion) = ((string?)null, (string?)null);
        while (true)
        {
            if (tier is null && TakeEnding(ref rest, s_table.Tiers) is { } foundTier)
            {
                tier = foundTier;
            }
            else if (crossRegion is null && TakeEnding(ref rest, s_table.CrossRegions) is { } foundRegion)
            {
                crossRegion = foundRegion;
            }
            else
            {
                return (tier, crossRegion);
            }
        }
    }

    /// <summary>
    /// Removes the longest matching suffix, so that <c>-cache-read-input-token-count</c> is not read as uncached input.
    /// </summary>
    private static string? TakeEnding(ref string rest, Dictionary<string, string> table)
    {
        var text = rest;
        var ending = table.Keys.Where(name => text.EndsWith(name, StringComparison.OrdinalIgnoreCase)).MaxBy(name => name.Length);
        if (ending is null)
        {
            return null;
        }

        rest = rest[..^ending.Length];
        return table[ending];
    }

    private static AwsUsageTypeTable Load()
    {
        using var stream = typeof(AwsUsageTypes).Assembly.GetManifestResourceStream("aws-usage-types.json")!;
        return JsonSerializer.Deserialize(stream, BillTableJson.Default.AwsUsageTypeTable)!;
    }
}
