using System.Buffers;

namespace LlmCost.AI;

/// <summary>
/// The last event of a stream, and its places: the byte ranges of the event whose content a <see cref="JsonSieve"/> drops.
/// </summary>
/// <remarks>
/// Most events differ from the previous event only within places, for example in text, a number or padding. Such events result in
/// the same document, so they need not be read.
/// </remarks>
internal sealed class EventPattern : IDisposable
{
    /// <summary>The maximum length of an event that is compared with the next event.</summary>
    public const int MaxLength = 1_024;

    private const int MaxPlaces = 16;

    private static readonly SearchValues<byte> s_ends = SearchValues.Create("\"\\\n\r"u8);

    private byte[] _event = [];
    private readonly Place[] _places = new Place[MaxPlaces];
    private int _length;
    private int _count;
    private int _textBytes;
    private long _position;

    /// <summary>The kinds of places.</summary>
    public enum Kind : byte
    {
        /// <summary>A string whose content is dropped.</summary>
        String,

        /// <summary>A string whose content is dropped, but whose size is counted.</summary>
        Text,

        /// <summary>A number or a literal that is dropped.</summary>
        Scalar,
    }

    /// <summary>Discards the last event, and begins to record places.</summary>
    /// <param name="position">The position of the sieve at the start of the event.</param>
    public void Begin(long position) => (_length, _count, _position) = (0, 0, position);

    /// <summary>Adds a place, whose start and end are positions of the sieve.</summary>
    public void Add(Kind kind, long start, long end)
    {
        if (_count < MaxPlaces)
        {
            _places[_count] = new Place(kind, (int)(start - _position), (int)(end - _position));
        }

        _count++;
    }

    /// <summary>Stores the event whose places were recorded.</summary>
    public void Remember(ReadOnlySpan<byte> whole)
    {
        if (whole.Length > MaxLength || _count > MaxPlaces)
        {
            return;
        }

        if (_event.Length is 0)
        {
            _event = ArrayPool<byte>.Shared.Rent(MaxLength);
        }

        whole.CopyTo(_event);
        (_length, _textBytes) = (whole.Length, 0);
        foreach (ref readonly var place in _places.AsSpan(0, _count))
        {
            _textBytes += place.Kind is Kind.Text ? place.End - place.Start : 0;
        }
    }

    /// <summary>Compares the event at the start of a chunk with the stored event.</summary>
    /// <param name="bytes">The chunk.</param>
    /// <param name="textBytes">Receives the size of the text of the event.</param>
    /// <returns>
    /// The length of the event if it differs only within places. 0 if it differs elsewhere, or if the chunk does not contain the
    /// whole event.
    /// </returns>
    public int Match(ReadOnlySpan<byte> bytes, out int textBytes)
    {
        textBytes = _textBytes;
        if (_length is 0)
        {
            return 0;
        }

        var (read, position) = (0, 0);
        foreach (ref var place in _places.AsSpan(0, _count))
        {
            if (!place.Varies)
            {
                continue;
            }

            if (!bytes[read..].StartsWith(_event.AsSpan(position..place.Start)))
            {
                return Learns(bytes[read..], position) ? Match(bytes, out textBytes) : 0;
            }

            read += place.Start - position;
            var length = place.Kind is Kind.Scalar ? LengthOfScalar(bytes[read..]) : LengthOfString(bytes[read..]);
            if (length < 0)
            {
                return 0;
            }

            textBytes += place.Kind is Kind.Text ? length - (place.End - place.Start) : 0;
            read += length;
            position = place.End;
        }

        if (!bytes[read..].StartsWith(_event.AsSpan(position.._length)))
        {
            return Learns(bytes[read..], position) ? Match(bytes, out textBytes) : 0;
        }

        return read + _length - position;
    }

    /// <summary>
    /// If the first difference is in a place whose content has been the same so far, marks the place as varying and returns true.
    /// </summary>
    private bool Learns(ReadOnlySpan<byte> bytes, int position)
    {
        var same = bytes.CommonPrefixLength(_event.AsSpan(position.._length));
        foreach (ref var place in _places.AsSpan(0, _count))
        {
            if (!place.Varies && place.Start <= position + same && position + same <= place.End)
            {
                return place.Varies = same < bytes.Length;
            }
        }

        return false;
    }

    public void Dispose()
    {
        if (_event.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_event);
        }

        (_event, _length) = ([], 0);
    }

    private static int LengthOfScalar(ReadOnlySpan<byte> json) => json.IndexOfAny(JsonSieve.ScalarEnds) is > 0 and var length
        && json[0] is not ((byte)'"' or (byte)'{' or (byte)'[')
        ? length
        : -1;

    /// <summary>Returns the length of the content of a string, or -1 if the string does not end on this line.</summary>
    private static int LengthOfString(ReadOnlySpan<byte> json)
    {
        for (var length = 0; length < json.Length; length += 2)
        {
            var next = json[length..].IndexOfAny(s_ends);
            if (next < 0)
            {
                return -1;
            }

            length += next;
            switch (json[length])
            {
                case (byte)'"':
                    return length;
                case (byte)'\\' when length + 1 < json.Length && json[length + 1] is not ((byte)'\n' or (byte)'\r'):
                    break;
                default:
                    return -1;
            }
        }

        return -1;
    }

    private struct Place(Kind kind, int start, int end)
    {
        public readonly Kind Kind = kind;
        public readonly int Start = start;
        public readonly int End = end;

        /// <summary>True if the content of this place has differed between two events.</summary>
        public bool Varies;
    }
}
