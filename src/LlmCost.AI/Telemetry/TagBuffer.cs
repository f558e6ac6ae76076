using System.Runtime.CompilerServices;

namespace LlmCost.AI;

/// <summary>A stack-allocated list of the attributes of a measurement.</summary>
/// <remarks>An array would allocate 344 bytes for each call with the standard metrics.</remarks>
internal ref struct TagBuffer
{
    private Slots _slots;
    private int _count;

    /// <summary>Creates a buffer that starts with the given attributes.</summary>
    public TagBuffer(ReadOnlySpan<KeyValuePair<string, object?>> attributes)
    {
        attributes.CopyTo(_slots);
        _count = attributes.Length;
    }

    /// <summary>The number of attributes. Set it to a lower number to remove the last attributes.</summary>
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
    public readonly ReadOnlySpan<KeyValuePair<string, object?>> Span =>
        ((ReadOnlySpan<KeyValuePair<string, object?>>)_slots)[.._count];

    // The capacity for five common attributes, token class, usage source, cost source, currency, error type and eight custom
    // tags.
    [InlineArray(20)]
    private struct Slots
    {
        private KeyValuePair<string, object?> _first;
    }
}
