namespace LlmCost.AI;

/// <summary>Which standard metrics of OpenTelemetry's gen_ai conventions are emitted beside our own.</summary>
public enum GenAIMetricConventions
{
    /// <summary>
    /// Those of <see cref="V1_41"/>, unless <c>UseOpenTelemetry()</c> of Microsoft.Extensions.AI is alive in this process and emits them
    /// already: each thing is counted once. Those of chat calls give way to chat clients only, those of all other calls to a client of any kind, since
    /// nothing tells these apart.
    /// </summary>
    Auto,

    /// <summary>
    /// <c>gen_ai.client.token.usage</c>, <c>gen_ai.client.operation.duration</c>, <c>.time_to_first_chunk</c> and
    /// <c>.time_per_output_chunk</c>, as of the semantic conventions 1.41, on the meter <c>LlmCost.AI.GenAI</c>. With
    /// <c>UseOpenTelemetry()</c> on the same client they come twice.
    /// </summary>
    V1_41,

    /// <summary>
    /// The coming generation, which is not released yet and may change: <c>gen_ai.client.inference.duration</c>, <c>.time_to_first_chunk</c>,
    /// <c>.time_per_output_chunk</c> and the counters <c>gen_ai.client.inference.usage.*</c>, in which cached tokens are part of
    /// input and reasoning is part of output. Embedding calls have <c>gen_ai.client.operation.duration</c> alone.
    /// </summary>
    Next,

    /// <summary>None of them.</summary>
    None,
}
