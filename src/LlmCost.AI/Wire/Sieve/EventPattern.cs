namespace LlmCost.AI;

/// <summary>The last event of a stream, and the places in it of which a <see cref="JsonSieve"/> keeps nothing.</summary>
/// <remarks>
/// Most events differ from the one before only in such places: text, a number, padding. They yield the same document, so they
/// need not be read.
/// </remarks>
internal sealed class EventPattern
{
    /// <summary>The longest line that is compared with the next one.</summary>
    private const int MaxLength = 1_024;

    private const int MaxPlaces = 16;

    private readonly byte[] _line = new byte[MaxLength];
    private readonly (Kind Kind, int Start, int End)[] _places = new (Kind, int, int)[MaxPlaces];
    private int _length;
    private int _count;
    private int _textBytes;
    private long _position;

    /// <summary>The kinds of places.</summary>
    public enum Kind : byte
    {
        /// <summary>The inside of a string.</summary>
        String,

        /// <summary>The inside of a string whose size is counted.</summary>
        Text,

        /// <summary>A number or a literal.</summary>
        Scalar,
    }

    /// <summary>Begins to record places.</summary>
    /// <param name="position">The position of the sieve.</param>
    public void Begin(long position) => (_length, _count, _position) = (0, 0, position);

    /// <summary>Forgets the last event.</summary>
    public void Forget() => _length = 0;

    /// <summary>Adds a place, by the positions of the sieve.</summary>
    public void Add(Kind kind, long start, long end)
    {
        if (_count < MaxPlaces)
        {
            _places[_count] = (kind, (int)(start - _position), (int)(end - _position));
        }

        _count++;
    }

    /// <summary>Remembers the line whose places were recorded.</summary>
    /// <param name="line">The line.</param>
    /// <param name="start">The number of its bytes that the sieve has not read.</param>
    public void Remember(ReadOnlySpan<byte> line, int start)
    {
        if (line.Length > MaxLength || _count > MaxPlaces)
        {
            return;
        }

        line.CopyTo(_line);
        (_length, _textBytes) = (line.Length, 0);
        foreach (ref var place in _places.AsSpan(0, _count))
        {
            place = (place.Kind, place.Start + start, place.End + start);
            _textBytes += place.Kind is Kind.Text ? place.End - place.Start : 0;
        }
    }

    /// <summary>Returns true if a line differs from the remembered one only in the places of which nothing is kept.</summary>
    /// <param name="line">The line.</param>
    /// <param name="textBytes">The size of its text.</param>
    public bool Matches(ReadOnlySpan<byte> line, out int textBytes)
    {
        textBytes = _textBytes;
        if (_length is 0)
        {
            return false;
        }

        var (position, place) = (0, 0);
        while (true)
        {
            var last = _line.AsSpan(position, _length - position);
            var same = line.CommonPrefixLength(last);
            if (same == last.Length && same == line.Length)
            {
                return true;
            }

            while (place < _count && _places[place].End < position + same)
            {
                place++;
            }

            if (place == _count || _places[place].Start > position + same)
            {
                return false;
            }

            // The place is compared from its start, because the difference may follow a backslash.
            var (kind, start, end) = _places[place++];
            line = line[(start - position)..];
            var length = kind is Kind.Scalar ? LengthOfScalar(line) : LengthOfString(line);
            if (length < 0)
            {
                return false;
            }

            textBytes += kind is Kind.Text ? length - (end - start) : 0;
            line = line[length..];
            position = end;
        }
    }

    private static int LengthOfScalar(ReadOnlySpan<byte> json) => json.IndexOfAny(JsonSieve.ScalarEnds) is > 0 and var length
        && json[0] is not ((byte)'"' or (byte)'{' or (byte)'[')
        ? length
        : -1;

    private static int LengthOfString(ReadOnlySpan<byte> json)
    {
        for (var length = 0; length < json.Length; length += 2)
        {
            var next = json[length..].IndexOfAny(JsonSieve.StringEnds);
            if (next < 0)
            {
                return -1;
            }

            length += next;
            if (json[length] is (byte)'"')
            {
                return length;
            }
        }

        return -1;
    }
}
