using System.Collections.Concurrent;

namespace LlmCost.AI;

/// <summary>Tracks which background responses are already metered.</summary>
/// <remarks>
/// A background response can be read any number of times, but its provider bills it once. The number of tracked ids is bounded;
/// the oldest ids are removed first. Thread-safe.
/// </remarks>
internal sealed class BackgroundResponses
{
    private const int MaxIds = 10_000;

    private readonly ConcurrentDictionary<string, bool> _ids = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _order = new();

    /// <summary>Returns true if a response is read for the first time.</summary>
    public bool TryAdd(string id)
    {
        if (!_ids.TryAdd(id, true))
        {
            return false;
        }

        _order.Enqueue(id);
        if (_order.Count > MaxIds && _order.TryDequeue(out var oldest))
        {
            _ids.TryRemove(oldest, out _);
        }

        return true;
    }
}
