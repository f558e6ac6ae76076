using System.Text.RegularExpressions;

namespace LlmCost.AI.CatalogBuilder;

/// <summary>Finds models without a tier, region, rate or fee that similar models have.</summary>
/// <remarks>
/// A model is compared with its siblings (the models of the same provider and family), with the same model at its maker, and with
/// the same model at other providers.
/// </remarks>
internal static partial class ConsistencyCheck
{
    /// <summary>
    /// The minimum number of models in a family. Models in smaller families are not compared with their siblings. A part of a
    /// price is expected if at least half of the siblings have it.
    /// </summary>
    private const int MinSiblings = 4;

    /// <summary>The providers that make models, each with its model families.</summary>
    private static readonly (string Provider, string[] Families)[] s_makers =
    [
        ("openai", ["gpt", "o"]),
        ("anthropic", ["claude"]),
        ("gcp.gemini", ["gemini"]),
        ("x_ai", ["grok"]),
        ("mistral_ai", ["mistral", "ministral", "magistral", "codestral", "devstral", "pixtral"]),
        ("deepseek", ["deepseek"]),
        ("cohere", ["command"]),
        ("perplexity", ["sonar"]),
        ("dashscope", ["qwen"]),
        ("moonshot_ai", ["kimi"]),
        ("zai", ["glm"]),
        ("minimax", ["minimax"]),
    ];

    /// <summary>Returns the findings, sorted by provider, model and part.</summary>
    public static IReadOnlyList<ConsistencyFinding> Run(IReadOnlyList<PriceFile> files)
    {
        List<Entry> entries =
        [
            .. from file in files
               from model in file.Models
               let price = model.Value.ToPeriods()[^1].Price
               where price.Rates.Output > 0 && price.Rates.Input > 0
               select Entry.Create(file.Provider, model.Key, price),
        ];
        return
        [
            .. Siblings(entries).Concat(Makers(entries)).Concat(Hosts(entries))
                .Distinct()
                .OrderBy(finding => finding.Provider, StringComparer.Ordinal)
                .ThenBy(finding => finding.Model, StringComparer.Ordinal)
                .ThenBy(finding => finding.Part, StringComparer.Ordinal),
        ];
    }

    private static IEnumerable<ConsistencyFinding> Siblings(List<Entry> entries) =>
        from siblings in entries.GroupBy(entry => (entry.Provider, entry.Family))
        where siblings.Count() >= MinSiblings
        from part in siblings.SelectMany(entry => entry.Parts).GroupBy(part => part, StringComparer.Ordinal)
        where 2 * part.Count() >= siblings.Count()
        from entry in siblings
        where !entry.Parts.Contains(part.Key)
        select new ConsistencyFinding(entry.Provider, entry.Name, part.Key, $"{part.Count()} of {siblings.Count()} siblings");

    /// <summary>
    /// Compares each model that another provider sells with the same model at its maker. A tier, region or fee of the maker is
    /// expected at another provider only if at least one model of that provider has it.
    /// </summary>
    private static IEnumerable<ConsistencyFinding> Makers(List<Entry> entries) =>
        from maker in s_makers
        from original in entries
        where original.Provider == maker.Provider && maker.Families.Contains(original.Family)
        from entry in entries
        where entry.Provider != maker.Provider && entry.Bare == original.Bare
        from part in original.Parts
        where !entry.Parts.Contains(part)
            && (part.StartsWith("rate ", StringComparison.Ordinal)
                || entries.Any(other => other.Provider == entry.Provider && other.Parts.Contains(part)))
        select new ConsistencyFinding(entry.Provider, entry.Name, part, maker.Provider);

    /// <summary>
    /// Compares prices of the same model at different providers. Only the presence of cache read rates is compared, because
    /// tiers, regions and fees differ by provider.
    /// </summary>
    private static IEnumerable<ConsistencyFinding> Hosts(List<Entry> entries) =>
        from hosts in entries.GroupBy(entry => entry.Bare, StringComparer.Ordinal)
        let cached = hosts.Count(entry => entry.Parts.Contains(CacheRead))
        where cached >= 2 && 2 * cached >= hosts.Count()
        from entry in hosts
        where !entry.Parts.Contains(CacheRead)
        select new ConsistencyFinding(entry.Provider, entry.Name, CacheRead, $"{cached} of {hosts.Count()} providers");

    private const string CacheRead = "rate inputCacheRead";

    [GeneratedRegex(
        "^(.*/)?((regional|global|us|eu|apac|jp|au|us-gov)[.])?([a-z0-9]+[.](?=[a-z]))?", RegexOptions.ExplicitCapture)]
    private static partial Regex Prefix();

    [GeneratedRegex(
        "(@.*|:.*|-v[0-9]+(:[0-9]+)?|-latest|-preview|-20[0-9]{6}|-20[0-9]{2}-[0-9]{2}-[0-9]{2})$", RegexOptions.ExplicitCapture)]
    private static partial Regex Suffix();

    [GeneratedRegex("^[a-z]+")]
    private static partial Regex FamilyName();

    /// <summary>Represents a model and those parts of its price that are compared.</summary>
    private sealed record Entry(string Provider, string Name, string Bare, string Family, IReadOnlySet<string> Parts)
    {
        public static Entry Create(string provider, string name, ModelPrice price)
        {
            var bare = Prefix().Replace(ModelId.Normalize(name)!, "");
            while (Suffix().Replace(bare, "") is var shorter && shorter != bare && shorter.Length > 0)
            {
                bare = shorter;
            }

            bare = bare.Replace('.', '-');
            var parts = Compared(price).ToHashSet(StringComparer.Ordinal);
            return new Entry(provider, name, bare, FamilyName().Match(bare).Value, parts);
        }

        private static IEnumerable<string> Compared(ModelPrice price)
        {
            foreach (var (kind, _) in price.Rates.Known)
            {
                if (kind is TokenKind.InputCacheRead or TokenKind.InputCacheWrite or TokenKind.InputCacheWriteOneHour)
                {
                    yield return $"rate {Rates.Key(kind)}";
                }
            }

            foreach (var variant in price.Variants)
            {
                if (variant.ServiceTier is { } tier)
                {
                    yield return $"tier {tier}";
                }

                if (variant.Region is "us" or "eu" or PriceVariant.AnyRegion)
                {
                    yield return $"region {variant.Region}";
                }

                if (variant.CacheMode is { } cache)
                {
                    yield return $"cache {cache}";
                }
            }

            foreach (var fee in price.Fees)
            {
                yield return $"fee {fee.Unit}";
            }
        }
    }
}
