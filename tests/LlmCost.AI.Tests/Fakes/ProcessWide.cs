namespace LlmCost.AI.Tests;

/// <summary>
/// Defines the collection of tests that do not run in parallel, because <c>UseOpenTelemetry()</c> is detected for the whole
/// process.
/// </summary>
[CollectionDefinition(nameof(ProcessWide), DisableParallelization = true)]
public sealed class ProcessWide;
