using System.Buffers.Binary;

namespace LlmCost.AI;

/// <summary>Reads the binary event streams of AWS (<c>application/vnd.amazon.eventstream</c>), whose payload is JSON.</summary>
/// <remarks>
/// A message consists of a prelude (the length of the message, the length of its headers, and a checksum), the headers, the
/// payload, and a checksum. After an invalid prelude, reading stops, because the start of the next message is unknown.
/// </remarks>
internal sealed class AwsEventBodyReader(Action<ReadOnlyMemory<byte>> onDocument) : BodyReader(SieveRules.AwsEvent, onDocument)
{
    private const int PreludeLength = 12;
    private const int ChecksumLength = 4;

    /// <summary>
    /// The maximum size of headers that are checked. The headers of events are shorter. Longer headers are skipped.
    /// </summary>
    private const int MaxHeaders = 1_024;

    private readonly byte[] _held = new byte[MaxHeaders];
    private int _heldLength;
    private Part _part;
    private long _left = PreludeLength;
    private long _payload;
    private bool _hasFailed;

    private enum Part : byte
    {
        Prelude,
        Headers,
        Payload,
        Checksum,
        Invalid,
    }

    public override bool HasFailed => _hasFailed;

    public override void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && _part is not Part.Invalid)
        {
            var taken = bytes[..(int)Math.Min(bytes.Length, _left)];
            bytes = bytes[taken.Length..];
            _left -= taken.Length;
            if (_part is Part.Payload)
            {
                Sieve.Write(taken);
            }
            else if (_part is Part.Prelude or Part.Headers && taken.Length <= MaxHeaders - _heldLength)
            {
                taken.CopyTo(_held.AsSpan(_heldLength));
                _heldLength += taken.Length;
            }

            while (_left is 0 && _part is not Part.Invalid)
            {
                Next();
            }
        }
    }

    private void Next()
    {
        switch (_part)
        {
            case Part.Prelude:
                var prelude = _held.AsSpan(0, PreludeLength);
                long total = BinaryPrimitives.ReadUInt32BigEndian(prelude);
                long headers = BinaryPrimitives.ReadUInt32BigEndian(prelude[4..]);
                _payload = total - headers - PreludeLength - ChecksumLength;
                var isValid = _payload >= 0 && Checksum(prelude[..8]) == BinaryPrimitives.ReadUInt32BigEndian(prelude[8..]);
                (_part, _left, _heldLength) = (isValid ? Part.Headers : Part.Invalid, headers, 0);
                break;
            case Part.Headers:
                _hasFailed |= IsException(_held.AsSpan(0, _heldLength));
                (_part, _left) = (Part.Payload, _payload);
                break;
            case Part.Payload:
                Sieve.Reset();
                (_part, _left) = (Part.Checksum, ChecksumLength);
                break;
            default:
                (_part, _left, _heldLength) = (Part.Prelude, PreludeLength, 0);
                break;
        }
    }

    /// <summary>
    /// Returns true if the message is an exception or an error. A header consists of the length of its name, the name, a type,
    /// and a value. If the type is a string (7), the length of the value precedes the value.
    /// </summary>
    private static bool IsException(ReadOnlySpan<byte> headers)
    {
        const byte Text = 7;
        while (headers.Length > 0 && headers[0] + 4 <= headers.Length && headers[headers[0] + 1] is Text)
        {
            var name = headers.Slice(1, headers[0]);
            headers = headers[(name.Length + 2)..];
            var length = BinaryPrimitives.ReadUInt16BigEndian(headers);
            if (length > headers.Length - 2)
            {
                return false;
            }

            var value = headers.Slice(2, length);
            if (name.SequenceEqual(":message-type"u8))
            {
                return value.SequenceEqual("exception"u8) || value.SequenceEqual("error"u8);
            }

            headers = headers[(length + 2)..];
        }

        return false;
    }

    /// <summary>
    /// Computes the CRC-32 of IEEE 802.3 bit by bit, which is fast enough because only 8 bytes of each message are checked.
    /// </summary>
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var checksum = uint.MaxValue;
        foreach (var value in bytes)
        {
            checksum ^= value;
            for (var i = 0; i < 8; i++)
            {
                checksum = (checksum >> 1) ^ ((checksum & 1) * 0xEDB88320);
            }
        }

        return ~checksum;
    }
}
