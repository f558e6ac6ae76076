using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace LlmCost.AI;

/// <summary>Writes records of the file store to a buffer.</summary>
/// <remarks>
/// A record consists of its length, its checksum and entries. It is either read as a whole or not at all. The counters of a file
/// are numbered, and each counter is defined before its first use in the file.
/// </remarks>
internal sealed class JournalEncoder : IDisposable
{
    /// <summary>
    /// The number of bytes before the entries of a record. These bytes contain the length and the checksum of the entries.
    /// </summary>
    public const int RecordHeaderLength = 8;

    private readonly MemoryStream _buffer = new();
    private readonly BinaryWriter _writer;
    private int _start;

    public JournalEncoder() => _writer = new(_buffer);

    public int Length => (int)_buffer.Length;

    public ReadOnlyMemory<byte> Written => _buffer.GetBuffer().AsMemory(0, Length);

    public void Clear() => _buffer.SetLength(0);

    public void Dispose() => _writer.Dispose();

    public void Begin()
    {
        _start = Length;
        _writer.Write(0L);
    }

    /// <summary>Completes the record. A record without entries is removed.</summary>
    public void End()
    {
        var entries = _buffer.GetBuffer().AsSpan(_start + RecordHeaderLength, Length - _start - RecordHeaderLength);
        if (entries.IsEmpty)
        {
            _buffer.SetLength(_start);
            return;
        }

        var header = _buffer.GetBuffer().AsSpan(_start, RecordHeaderLength);
        BinaryPrimitives.WriteInt32LittleEndian(header, entries.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[sizeof(int)..], Checksum(entries));
    }

    public void Define(int number, LedgerKey key, DateTimeOffset? windowEnd)
    {
        _writer.Write((byte)JournalEntryKind.Define);
        _writer.Write7BitEncodedInt(number);
        _writer.Write(key.Budget);
        _writer.Write((byte)key.Unit);
        _writer.Write(key.Scope);
        _writer.Write(key.WindowStart.UtcTicks);
        _writer.Write(windowEnd?.UtcTicks ?? 0);
        _writer.Write7BitEncodedInt64(key.BucketLength.Ticks);
        _writer.Write7BitEncodedInt(key.Buckets);
    }

    public void Change(int number, long bucket, JournaledAmounts change)
    {
        _writer.Write((byte)JournalEntryKind.Change);
        _writer.Write7BitEncodedInt(number);
        _writer.Write7BitEncodedInt64(bucket);
        Write(change.Spent);
        Write(change.Reserved);
        Write(change.Floor);
    }

    public void Reach(int number, (int Percent, long Limit, long Bucket) reached)
    {
        _writer.Write((byte)JournalEntryKind.Reach);
        _writer.Write7BitEncodedInt(number);
        _writer.Write7BitEncodedInt(reached.Percent);
        Write(reached.Limit);
        _writer.Write7BitEncodedInt64(reached.Bucket);
    }

    public void Increase(BudgetIncrease increase)
    {
        _writer.Write((byte)JournalEntryKind.Increase);
        _writer.Write(increase.Id.ToByteArray());
        _writer.Write(increase.Budget);
        _writer.Write((byte)increase.Unit);
        _writer.Write(increase.Scope);
        Write(increase.Amount);
        _writer.Write(increase.From.UtcTicks);
        _writer.Write(increase.Until.UtcTicks);
        _writer.Write(increase.Actor);
        _writer.Write(increase.Reason);
    }

    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var checksum = uint.MaxValue;
        foreach (var eight in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            checksum = BitOperations.Crc32C(checksum, eight);
        }

        foreach (var one in bytes[^(bytes.Length % sizeof(ulong))..])
        {
            checksum = BitOperations.Crc32C(checksum, one);
        }

        return ~checksum;
    }

    // Uses zigzag encoding, with which small negative numbers also take few bytes.
    private void Write(long value) => _writer.Write7BitEncodedInt64((value << 1) ^ (value >> 63));
}
