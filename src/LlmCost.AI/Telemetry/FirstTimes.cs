using System.Collections.Concurrent;

namespace LlmCost.AI;

/// <summary>Tracks logged problems, so that each kind of problem is logged once.</summary>
/// <remarks>The number of tracked problems is bounded, because names of models can come from users. Thread-safe.</remarks>
internal sealed class FirstTimes
{
    private const int MaxSubjects = 1_000;

    private readonly ConcurrentDictionary<object, bool> _subjects = new();
    private int _count;

    /// <summary>Returns true only the first time that a subject is passed.</summary>
    /// <remarks>The count is a separate field, because reading the count of the dictionary acquires all of its locks.</remarks>
    public bool IsFirst(object subject)
    {
        if (_subjects.ContainsKey(subject) || Volatile.Read(ref _count) >= MaxSubjects || !_subjects.TryAdd(subject, true))
        {
            return false;
        }

        Interlocked.Increment(ref _count);
        return true;
    }
}
