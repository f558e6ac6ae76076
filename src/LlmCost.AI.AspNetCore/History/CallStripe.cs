using System.Diagnostics;

namespace LlmCost.AI;

/// <summary>Keeps the ended calls of some threads until <see cref="CostHistory"/> adds them to its sums.</summary>
internal sealed class CallStripe
{
    private const int Capacity = 256;

    /// <summary>
    /// The maximum number of waiting calls. They are removed every second, and more calls than this in one second are rare.
    /// </summary>
    private const int MaxCapacity = 16_384;

    private readonly Lock _lock = new();
    private EndedCall[] _calls = new EndedCall[Capacity];
    private EndedCall[] _spare = new EndedCall[Capacity];
    private int _count;

    /// <summary>Adds a call, unless the stripe is full.</summary>
    public bool TryAdd(CostRecord record)
    {
        var call = new EndedCall(record, Activity.Current?.TraceId ?? default);
        lock (_lock)
        {
            if (_count == MaxCapacity)
            {
                return false;
            }

            if (_count == _calls.Length)
            {
                Array.Resize(ref _calls, 2 * _count);
            }

            _calls[_count++] = call;
            return true;
        }
    }

    /// <summary>Removes all calls and passes them to a delegate. Only one thread at a time may call this method.</summary>
    public void Drain(Action<EndedCall> add)
    {
        EndedCall[] calls;
        int count;
        lock (_lock)
        {
            (calls, count) = (_calls, _count);
            (_calls, _spare, _count) = (_spare, _calls, 0);
        }

        for (var i = 0; i < count; i++)
        {
            add(calls[i]);
            calls[i] = default;
        }
    }
}
