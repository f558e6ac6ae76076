namespace LlmCost.AI.Tests;

/// <summary>Tests that do not run in parallel, because they measure the memory of the process.</summary>
[CollectionDefinition(nameof(RunsAlone), DisableParallelization = true)]
public sealed class RunsAlone;
