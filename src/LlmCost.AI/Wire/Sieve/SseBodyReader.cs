namespace LlmCost.AI;

/// <summary>Reads server-sent events, whose data is JSON.</summary>
internal sealed class SseBodyReader(Action<ReadOnlyMemory<byte>> onDocument) : BodyReader(SieveRules.Response, onDocument)
{
    private Line _line;

    /// <summary>The number of bytes at the start of the line that agree with <see cref="Field"/> or <see cref="Done"/>.</summary>
    private int _matched;

    /// <summary>The longest line that is compared with the next one.</summary>
    private const int MaxCompared = 1_024;

    /// <summary>The last line that was read, and the place of its text.</summary>
    private byte[]? _compared;
    private int _comparedLength;
    private int _textStart;
    private int _textEnd;

    private bool _isDone;
    private bool _endedByReturn;

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

            _comparedLength = 0;
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
    /// Reads a line that is there to its end. Most events differ from the one before only in their text; such a line is not read.
    /// </summary>
    private void ReadLine(ReadOnlySpan<byte> line)
    {
        if (Sieve.IsBetweenObjects && DiffersInTextOnly(line, out var length))
        {
            Sieve.AddText(length);
            _line = Line.Other;
            return;
        }

        var (position, texts, isFirst) = (Sieve.Position, Sieve.Texts, Sieve.IsBetweenObjects);
        var data = ReadField(line);
        if (_line is not Line.Data)
        {
            return;
        }

        ReadData(data);
        _comparedLength = 0;
        if (isFirst && Sieve.IsBetweenObjects && Sieve.Texts == texts + 1 && line.Length <= MaxCompared)
        {
            line.CopyTo(_compared ??= new byte[MaxCompared]);
            _comparedLength = line.Length;
            var start = Field.Length - position;
            (_textStart, _textEnd) = ((int)(Sieve.LastText.Start + start), (int)(Sieve.LastText.End + start));
        }
    }

    private bool DiffersInTextOnly(ReadOnlySpan<byte> line, out int length)
    {
        length = line.Length - (_comparedLength - (_textEnd - _textStart));
        if (_comparedLength is 0 || length < 0
            || !line.StartsWith(_compared.AsSpan(0, _textStart))
            || !line.EndsWith(_compared.AsSpan(_textEnd, _comparedLength - _textEnd)))
        {
            return false;
        }

        // A quote would end the text, and a backslash at its end would continue it.
        var text = line.Slice(_textStart, length);
        return text.IndexOf((byte)'"') < 0 && (text.IsEmpty || text[^1] is not (byte)'\\');
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
