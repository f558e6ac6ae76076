namespace LlmCost.AI.Redis.Tests;

/// <summary>A call of a worker.</summary>
/// <param name="Id">The id of the reservation.</param>
/// <param name="Actual">The cost of the call, or null if the worker has not started to settle it.</param>
/// <param name="IsDone">True if the store has acknowledged the settlement.</param>
internal sealed record WorkerHold(Guid Id, long? Actual = null, bool IsDone = false);
