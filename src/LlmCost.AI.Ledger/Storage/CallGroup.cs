namespace LlmCost.AI;

/// <summary>
/// The key of a group of calls: the start of the hour or day in microseconds, row ids and, for charges, a price.
/// </summary>
internal readonly record struct CallGroup(
    long Start, long OriginId, long KeyId, long ResultId, long PriceId = 0, string? Tags = null);
