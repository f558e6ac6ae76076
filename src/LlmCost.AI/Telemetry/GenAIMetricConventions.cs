namespace LlmCost.AI;

/// <summary>
/// Specifies which standard metrics of the OpenTelemetry gen_ai conventions are emitted in addition to the <c>llmcost.*</c>
/// metrics.
/// </summary>
public enum GenAIMetricConventions
{
    /// <summary>
    /// The metrics of <see cref="V1_41"/>, unless a client with <c>UseOpenTelemetry()</c> of Microsoft.Extensions.AI already
    /// emits them in this process. Therefore, nothing is counted twice. The metrics of chat calls are omitted only if a
    /// chat client emits them. The metrics of all other calls are omitted if a client of any kind emits them, because the
    /// instruments of these kinds can't be distinguished.
    /// </summary>
    Auto,

    /// <summary>
    /// <c>gen_ai.client.token.usage</c>, <c>gen_ai.client.operation.duration</c>, <c>.time_to_first_chunk</c> and
    /// <c>.time_per_output_chunk</c>, as of the semantic conventions 1.41, on the meter <c>LlmCost.AI.GenAI</c>. With
    /// <c>UseOpenTelemetry()</c> on the same client, these metrics are emitted twice.
    /// </summary>
    V1_41,

    /// <summary>
    /// The next generation, which is not released yet and may change: <c>gen_ai.client.inference.duration</c>,
    /// <c>.time_to_first_chunk</c>, <c>.time_per_output_chunk</c> and the counters <c>gen_ai.client.inference.usage.*</c>. In
    /// these counters, input includes cached tokens and output includes reasoning. Embedding calls only have
    /// <c>gen_ai.client.operation.duration</c>.
    /// </summary>
    Next,

    /// <summary>No standard metrics.</summary>
    None,
}
