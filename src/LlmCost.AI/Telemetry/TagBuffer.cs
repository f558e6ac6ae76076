using System.Runtime.CompilerServices;

namespace LlmCost.AI;

/// <summary>The attributes of a measurement, on the stack.</summary>
internal ref struct TagBuffer
{
    private Slots _slots;
    private int _count;

    /// <summary>Begins with some attributes.</summary>
    public TagBuffer(ReadOnlySpan<KeyValuePair<string, object?>> attributes)
    {
        attributes.CopyTo(_slots);
        _count = attributes.Length;
    }

    /// <summary>How many attributes were added; set it back to drop the last ones.</summary>
    public int Count
    {
        readonly get => _count;
        set => _count = value;
    }

    /// <summary>Adds an attribute, unless its value is <see langword="null"/>.</summary>
    public void Add(string key, object? value)
    {
        if (value is not null)
        {
            _slots[_count++] = KeyValuePair.Create(key, (object?)value);
        }
    }

    /// <summary>The attributes so far.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public readonly ReadOnlySpan<KeyValuePair<string, object?>> Span => ((ReadOnlySpan<KeyValuePair<string, object?>>)_slots)[.._count];

    // Five of every series, the class, the source and two of money, one of errors, and the user's own, of which there are at most eight.
    [InlineArray(20)]
    private struct Slots
    {
        private KeyValuePair<string, object?> _first;
    }
}
