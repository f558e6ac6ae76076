namespace LlmCost.AI;

/// <summary>
/// What calls are grouped by: the start of the hour or day in microseconds, and ids of rows; for charges also a price.
/// </summary>
internal readonly record struct CallGroup(
    long Start, long OriginId, long KeyId, long ResultId, long PriceId = 0, string? Tags = null);
