namespace LlmCost.AI;

/// <summary>Reads server-sent events, whose data is JSON.</summary>
internal sealed class SseBodyReader : BodyReader
{
    private readonly EventPattern _pattern = new();
    private Line _line;

    /// <summary>The number of bytes at the start of the line that agree with <see cref="Field"/> or <see cref="Done"/>.</summary>
    private int _matched;

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

    /// <summary>The data with which OpenAI and compatible servers end a stream.</summary>
    private static ReadOnlySpan<byte> Done => "[DONE]"u8;

    public override void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (bytes[0] is (byte)'\n' or (byte)'\r')
            {
                EndLine(bytes[0]);
                bytes = bytes[1..];
                continue;
            }

            var end = bytes.IndexOfAny((byte)'\n', (byte)'\r');
            var part = end < 0 ? bytes : bytes[..end];
            bytes = bytes[part.Length..];
            if (_line is Line.Start && end >= 0)
            {
                ReadLine(part);
                continue;
            }

            _pattern.Forget();
            if (_line is Line.Start or Line.Field)
            {
                part = ReadField(part);
            }

            if (_line is Line.Data)
            {
                ReadData(part);
            }
        }
    }

    /// <summary>
    /// Reads a line that is there to its end. Most events differ from the one before in nothing that is kept; they are skipped.
    /// </summary>
    private void ReadLine(ReadOnlySpan<byte> line)
    {
        var isWhole = Sieve.IsBetweenObjects;
        if (isWhole && _pattern.Matches(line, out var textBytes))
        {
            Sieve.AddText(textBytes);
            _line = Line.Other;
            return;
        }

        var data = ReadField(line);
        if (_line is not Line.Data)
        {
            return;
        }

        _pattern.Begin(Sieve.Position);
        ReadData(data);
        if (isWhole && Sieve.IsBetweenObjects)
        {
            _pattern.Remember(line, Field.Length);
        }
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

    /// <summary>Ends a line. An empty one ends the event; the second half of CR LF is not a line.</summary>
    private void EndLine(byte end)
    {
        if (_line is Line.Start && !(_endedByReturn && end is (byte)'\n'))
        {
            Sieve.Reset();
        }

        _endedByReturn = end is (byte)'\r';
        (_line, _matched) = (Line.Start, 0);
    }
}
