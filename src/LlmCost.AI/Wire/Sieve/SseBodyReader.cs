using System.Buffers;

namespace LlmCost.AI;

/// <summary>Reads server-sent events, whose data is JSON.</summary>
/// <remarks>
/// In most events, the kept values are the same as in the previous event. Such events are skipped. Only whole events are
/// compared. If an event is split between two chunks, its start is buffered until the rest arrives.
/// </remarks>
internal sealed class SseBodyReader : BodyReader
{
    private readonly EventPattern _pattern = new();
    private byte[] _held = [];
    private int _heldLength;
    private Line _line;

    /// <summary>True if a part of an event has been read, so that the next chunk begins within this event.</summary>
    private bool _isInEvent;

    /// <summary>The number of bytes at the start of the line that match <see cref="Field"/> or <see cref="Done"/>.</summary>
    private int _matched;

    private int _dataLines;
    private bool _isDone;
    private bool _endedByReturn;

    public SseBodyReader(Action<ReadOnlyMemory<byte>> onDocument)
        : base(SieveRules.Response, onDocument) => Sieve.Pattern = _pattern;

    private enum Line : byte
    {
        Start,
        Field,
        Data,
        Other,
    }

    public override bool IsDone => _isDone;

    private static ReadOnlySpan<byte> Field => "data:"u8;

    /// <summary>The data that OpenAI and compatible servers send at the end of a stream.</summary>
    private static ReadOnlySpan<byte> Done => "[DONE]"u8;

    public override void Write(ReadOnlySpan<byte> bytes)
    {
        if (_heldLength > 0)
        {
            bytes = bytes[ReadHeld(bytes)..];
        }

        while (!bytes.IsEmpty)
        {
            if (_endedByReturn && !_isInEvent && bytes[0] is (byte)'\n')
            {
                // Skips the LF of the CR LF that ended the last event, so that no event begins with an LF.
                _endedByReturn = false;
                bytes = bytes[1..];
                continue;
            }

            var length = _isInEvent ? ReadLines(bytes) : ReadEvent(bytes);
            if (length is 0)
            {
                if (bytes.Length <= EventPattern.MaxLength)
                {
                    Hold(bytes);
                    return;
                }

                length = ReadLines(bytes);
            }

            bytes = bytes[length..];
        }
    }

    public override void End()
    {
        ReadLines(_held.AsSpan(0, _heldLength));
        _heldLength = 0;
    }

    public override void Dispose()
    {
        _pattern.Dispose();
        if (_held.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_held);
        }

        (_held, _heldLength) = ([], 0);
        base.Dispose();
    }

    private void Hold(ReadOnlySpan<byte> bytes)
    {
        if (_held.Length is 0)
        {
            _held = ArrayPool<byte>.Shared.Rent(EventPattern.MaxLength);
        }

        bytes.CopyTo(_held.AsSpan(_heldLength));
        _heldLength += bytes.Length;
    }

    /// <summary>Reads the event whose start is buffered.</summary>
    /// <returns>The number of bytes of the chunk that were read.</returns>
    private int ReadHeld(ReadOnlySpan<byte> bytes)
    {
        var length = _heldLength;
        var added = bytes[..Math.Min(bytes.Length, EventPattern.MaxLength - length)];
        Hold(added);

        // Only the end of a line can be the end of an event. Without this check, an event that arrives byte by byte would be
        // compared again after each byte.
        var read = added.IndexOfAny((byte)'\n', (byte)'\r') < 0 ? 0 : ReadEvent(_held.AsSpan(0, _heldLength));
        if (read is 0)
        {
            if (added.Length == bytes.Length)
            {
                return bytes.Length;
            }

            read = ReadLines(_held.AsSpan(0, _heldLength));
        }

        _heldLength = 0;
        return read - length;
    }

    /// <summary>Reads the event at the start of a chunk.</summary>
    /// <returns>The length of the event, or 0 if the chunk does not contain the whole event.</returns>
    private int ReadEvent(ReadOnlySpan<byte> bytes)
    {
        var length = _pattern.Match(bytes, out var textBytes);
        if (length > 0)
        {
            Sieve.AddText(textBytes);
            _endedByReturn = bytes[length - 1] is (byte)'\r';
            return length;
        }

        length = LengthOfEvent(bytes);
        return length > 0 ? ReadLines(bytes[..length]) : 0;
    }

    /// <summary>Returns the length of the event at the start of a chunk, or 0 if the chunk does not contain its end.</summary>
    private static int LengthOfEvent(ReadOnlySpan<byte> bytes)
    {
        for (var start = 0; bytes[start..].IndexOfAny((byte)'\n', (byte)'\r') is >= 0 and var length; start += length + 1)
        {
            if (length is 0 && !(bytes[start] is (byte)'\n' && start > 0 && bytes[start - 1] is (byte)'\r'))
            {
                return start + 1;
            }
        }

        return 0;
    }

    /// <summary>Reads lines up to the end of the event.</summary>
    /// <returns>The number of bytes that were read.</returns>
    private int ReadLines(ReadOnlySpan<byte> bytes)
    {
        var isFromStart = !_isInEvent;
        _isInEvent = true;
        for (var i = 0; i < bytes.Length;)
        {
            if (bytes[i] is (byte)'\n' or (byte)'\r')
            {
                i++;
                if (EndLine(bytes[i - 1]))
                {
                    EndEvent(isFromStart ? bytes[..i] : []);
                    return i;
                }

                continue;
            }

            var end = bytes[i..].IndexOfAny((byte)'\n', (byte)'\r');
            var part = end < 0 ? bytes[i..] : bytes.Slice(i, end);
            i += part.Length;
            if (_line is Line.Start or Line.Field)
            {
                part = ReadField(part);
                if (_line is Line.Data)
                {
                    _dataLines++;
                    _pattern.Begin(Sieve.Position - (i - part.Length));
                }
            }

            if (_line is Line.Data)
            {
                ReadData(part);
            }
        }

        return bytes.Length;
    }

    private ReadOnlySpan<byte> ReadField(ReadOnlySpan<byte> part)
    {
        _line = Line.Field;
        while (!part.IsEmpty)
        {
            if (part[0] != Field[_matched])
            {
                _line = Line.Other;
                break;
            }

            part = part[1..];
            if (++_matched == Field.Length)
            {
                (_line, _matched) = (Line.Data, 0);
                break;
            }
        }

        return part;
    }

    private void ReadData(ReadOnlySpan<byte> part)
    {
        for (var i = 0; i < part.Length && _matched < Done.Length; i++)
        {
            if (part[i] == Done[_matched])
            {
                _isDone |= ++_matched == Done.Length;
            }
            else if (_matched > 0 || part[i] is not (byte)' ')
            {
                _matched = Done.Length;
            }
        }

        Sieve.Write(part);
    }

    /// <summary>Ends a line. An empty line ends the event. The LF of a CR LF does not end a second line.</summary>
    /// <returns>True if the event ends.</returns>
    private bool EndLine(byte end)
    {
        var endsEvent = _line is Line.Start && !(_endedByReturn && end is (byte)'\n');
        _endedByReturn = end is (byte)'\r';
        (_line, _matched) = (Line.Start, 0);
        return endsEvent;
    }

    /// <summary>Ends an event, and stores it if its data is one line with complete objects.</summary>
    /// <param name="whole">The event, or an empty span if it was read in parts.</param>
    private void EndEvent(ReadOnlySpan<byte> whole)
    {
        if (_dataLines is 1 && Sieve.IsBetweenObjects)
        {
            _pattern.Remember(whole);
        }

        Sieve.Reset();
        (_isInEvent, _dataLines) = (false, 0);
    }
}
