namespace LlmCost.AI.Tests;

/// <summary>Tests that run alone: whether a client with <c>UseOpenTelemetry()</c> is alive is a matter of the whole process.</summary>
[CollectionDefinition(nameof(ProcessWide), DisableParallelization = true)]
public sealed class ProcessWide;
