namespace LlmCost.AI;

/// <summary>
/// Names, units, descriptions and bucket bounds of the standard metrics, as the semantic conventions 1.41 have them
/// (docs/gen-ai/gen-ai-metrics.md).
/// </summary>
internal static class GenAIMetricNames
{
    public const string TokenUsage = "gen_ai.client.token.usage";
    public const string TokenUsageUnit = "{token}";
    public const string TokenUsageDescription = "Number of input and output tokens used.";

    public const string OperationDuration = "gen_ai.client.operation.duration";
    public const string OperationDurationDescription = "GenAI operation duration.";

    public const string TimeToFirstChunk = "gen_ai.client.operation.time_to_first_chunk";
    public const string TimeToFirstChunkDescription = "Time until the first chunk of a streamed answer.";

    public const string TimePerOutputChunk = "gen_ai.client.operation.time_per_output_chunk";
    public const string TimePerOutputChunkDescription = "Time between the chunks of a streamed answer.";

    public const string DurationUnit = "s";

    public static readonly long[] TokenBuckets =
        [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864];

    public static readonly double[] DurationBuckets =
        [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
}
