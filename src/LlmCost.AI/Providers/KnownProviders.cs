namespace LlmCost.AI;

/// <summary>The providers for which the library has rules, one row each.</summary>
internal static class KnownProviders
{
    private static readonly KnownProvider[] s_all =
    [
        new(ProviderNames.OpenAI)
        {
            Hosts = ["api.openai.com", "{region}.api.openai.com"],
            IsProtocolName = true,

            // Usage is reported once, in the last chunk, but some compatible servers repeat a running total in every chunk.
            CompatibleClientDialect = new(Merge: UsageMerge.Latest),
            RawUsage = new(
                "LlmCost.AI.OpenAI",
                "AddOpenAIUsage",
                "the actual service tier, cache writes, hosted tool calls, transcription durations, costs reported by"
                    + " OpenRouter and xAI, and the usage of incomplete and failed responses"),
        },
        new(ProviderNames.AzureOpenAI)
        {
            Synonyms = ["azure", "az.ai.openai", "azure_openai"],
            Hosts =
            [
                "*.openai.azure.com",
                "*.openai.azure.us",
                "*.openai.azure.cn",
                "*.cognitiveservices.azure.com",
                "*.cognitiveservices.azure.us",
                "*.api.cognitive.microsoft.com",
                "*.services.ai.azure.com",
                "*.azure-api.net",
            ],
            GenAIPricesId = "azure",
            LiteLlmId = "azure",
        },
        new(ProviderNames.AzureAIInference)
        {
            Synonyms = ["az.ai.inference"],
            Hosts = ["*.models.ai.azure.com", "*.inference.ai.azure.com"],
            GenAIPricesId = "azure",
            LiteLlmId = "azure_ai",
        },
        new(ProviderNames.Anthropic)
        {
            Hosts = ["api.anthropic.com"],
            IsProtocolName = true,

            // The official client merges the counts of a stream's first and last event. Other clients pass on both events, so the
            // larger count, which comes last, applies.
            Dialect = new(Merge: UsageMerge.Maximum, HasTotal: false),
            RawUsage = new(
                "LlmCost.AI.Anthropic",
                "AddAnthropicUsage",
                "the lifetime of cache writes, the actual service tier, region and speed, web searches, and the input of streams"
                    + " that break off"),
        },
        new(ProviderNames.GcpGemini)
        {
            Synonyms = ["gemini", "google"],
            Hosts = ["generativelanguage.googleapis.com"],
            GenAIPricesId = "google",
            LiteLlmId = "gemini",
        },
        new(ProviderNames.GcpGenAI)
        {
            IsNamedByItsClient = true,

            // The candidates count excludes thoughts, and each chunk repeats the running total.
            Dialect = new(ExclusiveCounts.Reasoning, UsageMerge.Latest),
            GenAIPricesId = "google",
            LiteLlmId = "gemini",
        },
        new(ProviderNames.GcpVertexAI)
        {
            Synonyms = ["vertex_ai"],
            Hosts =
            [
                "aiplatform.googleapis.com",
                "{region}-aiplatform.googleapis.com",
                "{region}.aiplatform.googleapis.com",
                "aiplatform.{region}.rep.googleapis.com",
            ],
            GenAIPricesId = "google",
            LiteLlmId = "vertex_ai",
        },
        new(ProviderNames.AwsBedrock)
        {
            Synonyms = ["amazon.bedrock", "aws", "bedrock"],
            Hosts =
            [
                "bedrock-runtime.{region}.amazonaws.com",
                "bedrock-runtime-fips.{region}.amazonaws.com",
                "bedrock-runtime.{region}.amazonaws.com.cn",
                "bedrock-agent-runtime.{region}.amazonaws.com",
                "bedrock-runtime.{region}.api.aws",
                "bedrock-mantle.{region}.api.aws",
            ],

            // Converse reports only the uncached part of the prompt as input.
            Dialect = new(ExclusiveCounts.Cache),
            GenAIPricesId = "aws",
            LiteLlmId = "bedrock",
            Spellings = BedrockModelId.Spellings,
        },
        new(ProviderNames.XAI)
        {
            Synonyms = ["x-ai", "xai"],
            Hosts = ["api.x.ai", "{region}.api.x.ai"],

            // Chat completions may report reasoning tokens in addition to the completion tokens.
            Dialect = new(ExclusiveCounts.Reasoning, UsageMerge.Latest),
            CompatibleDialect = new(ExclusiveCounts.Reasoning, UsageMerge.Latest),
            GenAIPricesId = "x-ai",
            LiteLlmId = "xai",
            HasInclusiveThresholds = true,
            ReportedCost = ReportedCostForm.UsdTicks,
        },
        new(ProviderNames.Mistral)
        {
            Synonyms = ["mistral", "mistralclient"],
            Hosts = ["api.mistral.ai", "codestral.mistral.ai"],
            GenAIPricesId = "mistral",
            LiteLlmId = "mistral",
        },
        new(ProviderNames.Moonshot)
        {
            Synonyms = ["moonshot", "moonshotai"],
            Hosts = ["api.moonshot.ai", "api.moonshot.cn"],
            GenAIPricesId = "moonshotai",
            LiteLlmId = "moonshot",
        },
        new(ProviderNames.IbmWatsonxAI) { Synonyms = ["watsonx"], Hosts = ["{region}.ml.cloud.ibm.com"], LiteLlmId = "watsonx" },
        new(ProviderNames.HuggingFace)
        {
            Hosts = ["router.huggingface.co"],
            Route = HuggingFaceModelId.Split,
        },
        new(ProviderNames.DeepSeek) { Hosts = ["api.deepseek.com"] },
        new(ProviderNames.Groq) { Hosts = ["api.groq.com"] },
        new(ProviderNames.Cohere) { Hosts = ["api.cohere.com", "api.cohere.ai"] },
        new(ProviderNames.Perplexity) { Hosts = ["api.perplexity.ai"], ReportedCost = ReportedCostForm.TotalCost },
        new(ProviderNames.OpenRouter)
        {
            Hosts = ["openrouter.ai", "{region}.openrouter.ai"],
            ReportedCost = ReportedCostForm.Usd,
        },
        new(ProviderNames.Ollama) { Hosts = ["ollama.com"], IsLocal = true },

        // For providers without a name in OpenTelemetry's conventions, the name in the catalog is used.
        new("ai21") { Hosts = ["api.ai21.com"] },
        new("aiml") { Hosts = ["api.aimlapi.com"] },
        new("amazon_nova") { Hosts = ["api.nova.amazon.com"] },
        new("anyscale") { Hosts = ["api.endpoints.anyscale.com"] },
        new("arcee") { Hosts = ["api.arcee.ai"] },
        new("assemblyai") { Hosts = ["api.assemblyai.com", "api.{region}.assemblyai.com", "llm-gateway.assemblyai.com"] },
        new("avian") { Hosts = ["api.avian.io"] },
        new("aws_polly") { Hosts = ["polly.{region}.amazonaws.com"] },
        new("baseten") { Hosts = ["inference.baseten.co"] },
        new("black_forest_labs") { Hosts = ["api.bfl.ai", "api.{region}.bfl.ai", "api.bfl.ml"] },
        new("cerebras") { Hosts = ["api.cerebras.ai"] },
        new("cloudflare") { Hosts = ["api.cloudflare.com"] },
        new("crusoe") { Hosts = ["api.inference.crusoecloud.com", "managed-inference-api-proxy.crusoecloud.com"] },
        new("cursor") { Hosts = ["api.cursor.com"] },
        new("darkbloom") { Hosts = ["api.darkbloom.dev"] },
        new("dashscope")
        {
            Hosts =
            [
                "dashscope.aliyuncs.com",
                "dashscope-intl.aliyuncs.com",
                "dashscope-us.aliyuncs.com",
                "*.dashscope.aliyuncs.com",
                "*.maas.aliyuncs.com",
            ],
        },
        new("databricks") { Hosts = ["*.cloud.databricks.com", "*.azuredatabricks.net", "*.gcp.databricks.com"] },
        new("dataforseo") { Hosts = ["api.dataforseo.com"] },
        new("deepgram") { Hosts = ["api.deepgram.com", "api.{region}.deepgram.com"] },
        new("deepinfra") { Hosts = ["api.deepinfra.com"] },
        new("doubleword") { Hosts = ["api.doubleword.ai"] },
        new("elevenlabs") { Hosts = ["api.elevenlabs.io", "api.{region}.elevenlabs.io", "api.{region}.residency.elevenlabs.io"] },
        new("fal_ai") { Hosts = ["fal.run", "queue.fal.run"] },
        new("fireworks") { Hosts = ["api.fireworks.ai"], LiteLlmId = "fireworks_ai" },
        new("friendliai") { Hosts = ["api.friendli.ai"] },
        new("github-copilot") { Hosts = ["api.githubcopilot.com", "*.githubcopilot.com"], LiteLlmId = "github_copilot" },
        new("github-models") { Hosts = ["models.github.ai", "models.inference.ai.azure.com"], LiteLlmId = "github" },
        new("gmi") { Hosts = ["api.gmi-serving.com"] },
        new("gradient_ai") { Hosts = ["inference.do-ai.run", "*.agents.do-ai.run"] },
        new("hyperbolic") { Hosts = ["api.hyperbolic.xyz"] },
        new("inception") { Hosts = ["api.inceptionlabs.ai"] },
        new("jina_ai") { Hosts = ["api.jina.ai"] },
        new("lambda_ai") { Hosts = ["api.lambda.ai", "api.lambdalabs.com"] },
        new("libertai") { Hosts = ["api.libertai.io"] },
        new("linkup") { Hosts = ["api.linkup.so"] },
        new("llamagate") { Hosts = ["api.llamagate.dev"] },
        new("meta_llama") { Hosts = ["api.llama.com"] },
        new("minimax") { Hosts = ["api.minimax.io", "api.minimaxi.com", "api.minimax.chat", "api.minimaxi.chat"] },
        new("modal") { Hosts = ["*.modal.run", "*.modal.direct"] },
        new("morph") { Hosts = ["api.morphllm.com"] },
        new("nebius")
        {
            Hosts =
            [
                "api.studio.nebius.ai",
                "api.studio.nebius.com",
                "api.tokenfactory.nebius.com",
                "api.tokenfactory.{region}.nebius.com",
            ],
        },
        new("nlp_cloud") { Hosts = ["api.nlpcloud.io"] },
        new("novita") { Hosts = ["api.novita.ai"] },
        new("nscale") { Hosts = ["inference.api.nscale.com"] },
        new("nvidia") { Hosts = ["integrate.api.nvidia.com", "ai.api.nvidia.com"], LiteLlmId = "nvidia_nim" },
        new("oci") { Hosts = ["inference.generativeai.{region}.oci.oraclecloud.com"] },
        new("ovhcloud") { Hosts = ["oai.endpoints.kepler.ai.cloud.ovh.net", "*.endpoints.kepler.ai.cloud.ovh.net"] },
        new("parallel_ai") { Hosts = ["api.parallel.ai"] },
        new("pinstripes") { Hosts = ["api.pinstripes.io"] },
        new("quicksilverpro") { Hosts = ["api.quicksilverpro.io"] },
        new("recraft") { Hosts = ["external.api.recraft.ai"] },
        new("replicate") { Hosts = ["api.replicate.com"] },
        new("runwayml") { Hosts = ["api.dev.runwayml.com"] },
        new("sambanova") { Hosts = ["api.sambanova.ai"] },
        new("scaleway") { Hosts = ["api.scaleway.ai"] },
        new("serper") { Hosts = ["google.serper.dev"] },
        new("snowflake") { Hosts = ["*.snowflakecomputing.com"] },
        new("soniox") { Hosts = ["api.soniox.com", "stt-rt.soniox.com"] },
        new("stability") { Hosts = ["api.stability.ai"] },
        new("tavily") { Hosts = ["api.tavily.com"] },
        new("tencent") { Hosts = ["api.hunyuan.cloud.tencent.com", "api.lkeap.cloud.tencent.com"] },
        new("tensormesh") { Hosts = ["serverless.tensormesh.ai"] },
        new("together") { Hosts = ["api.together.xyz", "api.together.ai"], LiteLlmId = "together_ai" },
        new("typesafe") { Hosts = ["api.typesafe.ai"] },
        new("v0") { Hosts = ["api.v0.dev"] },
        new("vercel_ai_gateway") { Hosts = ["ai-gateway.vercel.sh"], ReportedCost = ReportedCostForm.Usd },
        new("volcengine") { Hosts = ["ark.{region}.volces.com"] },
        new("voyageai") { Hosts = ["api.voyageai.com"], LiteLlmId = "voyage" },
        new("wandb") { Hosts = ["api.inference.wandb.ai"] },
        new("zai") { Hosts = ["api.z.ai"] },
        new("zhipuai") { Hosts = ["open.bigmodel.cn"] },
    ];

    private static readonly Dictionary<string, KnownProvider> s_byName = new(s_all.Length, StringComparer.Ordinal);
    private static readonly Dictionary<string, string> s_synonyms = new(StringComparer.OrdinalIgnoreCase);

    // Loops are used instead of LINQ, because the JIT compiler takes 10 ms longer for LINQ queries when an app starts.
    static KnownProviders()
    {
        foreach (var provider in s_all)
        {
            s_byName.Add(provider.Name, provider);
            foreach (var synonym in provider.Synonyms)
            {
                s_synonyms.Add(synonym, provider.Name);
            }
        }
    }

    /// <summary>All known providers.</summary>
    public static IReadOnlyList<KnownProvider> All => s_all;

    /// <summary>Returns the rules for a provider by its exact name, or <see langword="null"/> if there are none.</summary>
    public static KnownProvider? Find(string? name) => name is null ? null : s_byName.GetValueOrDefault(name);

    /// <summary>The names and synonyms of all known providers.</summary>
    public static IEnumerable<string> AllNames => s_all.SelectMany(provider => provider.Synonyms.Prepend(provider.Name));

    /// <summary>Identifies the provider behind a client.</summary>
    /// <param name="adapterName">
    /// The name that the client reports; the OpenAI client reports <c>openai</c> for every endpoint.
    /// </param>
    /// <param name="endpoint">The address to which the client sends its requests.</param>
    /// <param name="hosts">The configured hosts (gateways, proxies) and the providers behind them.</param>
    /// <remarks>
    /// If the host is unknown, the provider is unknown, even if the client reports the name of a protocol. The same applies to
    /// every host of the local machine or network, so that no price list applies to a local server by accident.
    /// </remarks>
    public static ProviderIdentity Resolve(string? adapterName, Uri? endpoint, HostMap hosts)
    {
        var name = Canonical(adapterName);
        if (endpoint is not { IsAbsoluteUri: true, Host.Length: > 0 })
        {
            return new ProviderIdentity(name);
        }

        var client = Find(name);
        var served = ProviderHosts.Find(endpoint.Host);
        if (hosts.Find(endpoint) is { } configured)
        {
            return new ProviderIdentity(Canonical(configured), served?.Region);
        }

        if (served is var (provider, region))
        {
            return new ProviderIdentity(client is { IsNamedByItsClient: true } ? name : provider, region);
        }

        return name is null || client is { IsProtocolName: true } || (client is { IsLocal: false } && LocalHost.Is(endpoint))
            ? new ProviderIdentity(endpoint.Host.ToLowerInvariant(), IsUnknownHost: true)
            : new ProviderIdentity(name);
    }

    /// <summary>
    /// Returns a name in OpenTelemetry's spelling. Unknown names are converted to lower case, because they become metric labels.
    /// </summary>
    public static string? Canonical(string? name) => string.IsNullOrWhiteSpace(name)
        ? null
        : s_synonyms.TryGetValue(name.Trim(), out var canonical) ? canonical : name.Trim().ToLowerInvariant();

    /// <summary>
    /// Returns the way in which a client reports usage. If the client is unknown, returns the way in which clients of the
    /// provider usually report usage.
    /// </summary>
    /// <param name="adapterName">
    /// The name that the client reports. Clients of OpenAI-compatible endpoints report <c>openai</c>.
    /// </param>
    /// <param name="providerName">The provider that responds, by its OpenTelemetry name.</param>
    public static UsageDialect DialectOf(string? adapterName, string? providerName)
    {
        var (client, provider) = (Find(adapterName), Find(providerName));
        return client?.Dialect
            ?? (client?.CompatibleClientDialect is { } compatible ? provider?.CompatibleDialect ?? compatible : provider?.Dialect)
            ?? UsageDialect.Documented;
    }
}
