namespace LlmCost.AI;

/// <summary>
/// Names, units, descriptions and bucket bounds of the standard metrics, as defined by the semantic conventions 1.41
/// (docs/gen-ai/gen-ai-metrics.md) and their next generation (<c>gen_ai.client.inference.*</c>).
/// </summary>
internal static class GenAIMetricNames
{
    public const string TokenUsage = "gen_ai.client.token.usage";
    public const string OperationDuration = "gen_ai.client.operation.duration";
    public const string TimeToFirstChunk = "gen_ai.client.operation.time_to_first_chunk";
    public const string TimePerOutputChunk = "gen_ai.client.operation.time_per_output_chunk";

    public const string InferenceInput = "gen_ai.client.inference.usage.input_tokens";
    public const string InferenceOutput = "gen_ai.client.inference.usage.output_tokens";
    public const string InferenceCacheRead = "gen_ai.client.inference.usage.cache_read.input_tokens";
    public const string InferenceCacheWrite = "gen_ai.client.inference.usage.cache_write.input_tokens";
    public const string InferenceReasoning = "gen_ai.client.inference.usage.reasoning.output_tokens";
    public const string InferenceDuration = "gen_ai.client.inference.duration";
    public const string InferenceTimeToFirstChunk = "gen_ai.client.inference.time_to_first_chunk";
    public const string InferenceTimePerOutputChunk = "gen_ai.client.inference.time_per_output_chunk";

    public const string TokenUsageDescription = "Number of input and output tokens used.";
    public const string DurationDescription = "GenAI operation duration.";
    public const string TimeToFirstChunkDescription = "Time until the first chunk of a streamed response.";
    public const string TimePerOutputChunkDescription = "Time between the chunks of a streamed response.";

    public const string TokenUnit = "{token}";
    public const string DurationUnit = "s";

    public static readonly long[] TokenBuckets =
        [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864];

    public static readonly double[] DurationBuckets =
        [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
}
