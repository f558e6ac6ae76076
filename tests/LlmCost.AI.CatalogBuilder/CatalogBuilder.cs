namespace LlmCost.AI.CatalogBuilder;

/// <summary>Puts the catalog together, one file a provider.</summary>
internal sealed class CatalogBuilder(GenAIFacts genai, LiteLlmFacts litellm, DateOnly checkedOn, ConflictReport report)
{
    /// <summary>Provider ids of the source and OpenTelemetry's names.</summary>
    private static readonly Dictionary<string, string> s_providers = new()
    {
        ["azure"] = "azure.ai.openai",
        ["aws"] = "aws.bedrock",
        ["google"] = "gcp.gemini",
        ["mistral"] = "mistral_ai",
        ["moonshotai"] = "moonshot_ai",
        ["x-ai"] = "x_ai",
    };

    /// <summary>Claude models with US-only inference at 1.1 times (Anthropic's pricing page: Opus and Sonnet 4.6 and later).</summary>
    private static readonly HashSet<string> s_usInference =
    [
        "claude-opus-4-6", "claude-opus-4-7", "claude-opus-4-8", "claude-opus-5", "claude-opus-5-5", "claude-sonnet-4-6", "claude-sonnet-5",
        "claude-fable-5", "claude-fable-5-1",
    ];

    /// <summary>Claude models with a fast mode at twice the rates (Anthropic's pricing page; that of Opus 4.6 and 4.7 was withdrawn).</summary>
    private static readonly HashSet<string> s_fastMode = ["claude-opus-4-8", "claude-opus-5"];

    public void Build(DirectoryInfo folder)
    {
        var files = CatalogFolder.Read(folder).ToDictionary(file => file.Provider);
        foreach (var (id, source, models) in genai.Providers())
        {
            var provider = s_providers.GetValueOrDefault(id, id);
            var file = files.GetValueOrDefault(provider)
                ?? new PriceFile { Provider = provider, Source = source, Checked = checkedOn, Models = new Dictionary<string, PriceFileModel>() };
            files[provider] = Merge(file, models);
        }

        foreach (var file in files.Values)
        {
            PriceFileWriter.Write(Path.Combine(folder.FullName, $"{file.Provider}.json"), WithVariants(file));
        }
    }

    /// <summary>Adds the models that a file lacks. What it has is hand-checked and stays.</summary>
    private PriceFile Merge(PriceFile file, IReadOnlyList<(ModelPeriods Prices, IReadOnlyList<string> Names)> models)
    {
        var known = file.Models.SelectMany(model => model.Value.Aliases.Prepend(model.Key)).Select(name => ModelId.Normalize(name)!).ToHashSet();
        var merged = file.Models.ToDictionary();
        foreach (var (prices, names) in models)
        {
            if (known.Contains(ModelId.Normalize(prices.Name)!))
            {
                var own = file.Models.FirstOrDefault(model =>
                    model.Value.Aliases.Prepend(model.Key).Any(name => ModelId.Normalize(name) == ModelId.Normalize(prices.Name)));
                if (own.Value is not null)
                {
                    merged[own.Key] = Complete(file.Provider, own.Key, merged[own.Key], prices);
                }

                continue;
            }

            known.Add(ModelId.Normalize(prices.Name)!);
            merged[prices.Name] = new PriceFileModel
            {
                Aliases = [.. names.Where(name => WithoutSnapshotIs(prices.Name, name) is false && known.Add(ModelId.Normalize(name)!))],
                Prices = [.. prices.Periods.OrderBy(period => period.From).Select(Explicit)],
            };
        }

        return file with { Models = merged };
    }

    /// <summary>Adds to a hand-checked model what it lacks, and tells where its newest price differs from the source's.</summary>
    private PriceFileModel Complete(string provider, string name, PriceFileModel model, ModelPeriods theirs)
    {
        var at = new DateTimeOffset(checkedOn, new TimeOnly(12, 0), TimeSpan.Zero);
        if (new ModelPeriods(name, model.Prices).At(at) is not { } own || theirs.At(at) is not { } other)
        {
            return model;
        }

        Compare(provider, name, "input", own.Input, other.Input);
        Compare(provider, name, "output", own.Output, other.Output);
        Compare(provider, name, "cache read", own.InputCacheRead ?? own.Input, other.InputCacheRead ?? other.Input);
        return new PriceFileModel
        {
            Aliases = model.Aliases,
            Prices = [.. model.Prices.Select(period => period with { Price = Complete(period.Price, other) })],
        };
    }

    private static ModelPrice Complete(ModelPrice own, ModelPrice other) => own with
    {
        InputAudioCacheRead = own.InputAudioCacheRead ?? (own.InputAudio == other.InputAudio ? other.InputAudioCacheRead : null),
        InputImageCacheRead = own.InputImageCacheRead ?? (own.InputImage == other.InputImage ? other.InputImageCacheRead : null),
        InputVideo = own.InputVideo ?? other.InputVideo,
        OutputVideo = own.OutputVideo ?? other.OutputVideo,
        OutputCitation = own.OutputCitation ?? other.OutputCitation,
        Fees = own.Fees.Count > 0 ? own.Fees : other.Fees,
    };

    private void Compare(string provider, string model, string what, decimal? ours, decimal? theirs)
    {
        if (ours.GetValueOrDefault() != theirs.GetValueOrDefault())
        {
            report.Add(provider, model, what, ours, theirs, "the first stays, and tiers of the other are left out");
        }
    }

    /// <summary>A price with nothing in it is free, and says so.</summary>
    private static PricePeriod Explicit(PricePeriod period) =>
        period.Price is { Input: null, Output: null, Fees: [], Variants: [] }
            ? period with { Price = new ModelPrice { Input = 0, Output = 0 } }
            : period;

    /// <summary>Whether a name is the model's own with the date of a snapshot, which need not be listed.</summary>
    private static bool WithoutSnapshotIs(string model, string name) =>
        ModelId.Normalize(name) == ModelId.Normalize(model)
        || (ModelId.WithoutSnapshot(ModelId.Normalize(name)!) is { } family && family == ModelId.Normalize(model));

    private PriceFile WithVariants(PriceFile file) => file with
    {
        Models = file.Models.ToDictionary(
            model => model.Key,
            model => new PriceFileModel { Aliases = model.Value.Aliases, Prices = WithVariants(file.Provider, model.Key, model.Value.Prices) }),
    };

    /// <summary>Adds tiers, regions and fast modes to the newest price, where the other source agrees on what they are a variant of.</summary>
    private IReadOnlyList<PricePeriod> WithVariants(string provider, string model, IReadOnlyList<PricePeriod> periods)
    {
        var newest = periods[^1];
        if (newest.Price.Variants.Any(variant => variant.ServiceTier is not null || variant.Region is not null || variant.Speed is not null))
        {
            return periods;
        }

        var variants = new List<PriceVariant>();
        if (provider is "anthropic")
        {
            variants.Add(new PriceVariant { ServiceTier = "batch", Factor = 0.5m });
            variants.AddRange(s_usInference.Contains(model) ? [new PriceVariant { Region = "us", Factor = 1.1m }] : []);
            variants.AddRange(s_fastMode.Contains(model) ? [new PriceVariant { Speed = "fast", Factor = 2 }] : []);
        }
        else if (provider is "openai" or "azure.ai.openai" or "gcp.gemini" && litellm.Find(provider, model) is { } other)
        {
            if (other.Input == newest.Price.Input && other.Output == newest.Price.Output)
            {
                variants.AddRange(other.Variants.Where(variant => variant.ServiceTier is not null || variant.Region is not null));
            }
            else
            {
                Compare(provider, model, "input beside tiers", newest.Price.Input, other.Input);
                Compare(provider, model, "output beside tiers", newest.Price.Output, other.Output);
            }
        }

        return variants.Count is 0
            ? periods
            : [.. periods.SkipLast(1), newest with { Price = newest.Price with { Variants = Order(newest.Price.Variants, variants) } }];
    }

    /// <summary>Tiers first, then sizes, then both together: of those that hold, the last wins.</summary>
    private static List<PriceVariant> Order(IEnumerable<PriceVariant> sizes, IReadOnlyList<PriceVariant> others) =>
    [
        .. others.Where(variant => variant.FromInputTokens is null && variant.Factor is 1),
        .. sizes,
        .. others.Where(variant => variant.FromInputTokens is not null),
        .. others.Where(variant => variant.FromInputTokens is null && variant.Factor is not 1),
    ];
}
