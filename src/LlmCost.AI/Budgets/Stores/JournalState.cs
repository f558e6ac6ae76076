using System.Buffers.Binary;

namespace LlmCost.AI;

/// <summary>Represents the content of the files of a file store.</summary>
internal sealed class JournalState
{
    public Dictionary<LedgerKey, JournaledCounter> Counters { get; } = [];

    public List<BudgetIncrease> Increases { get; } = [];

    /// <summary>Applies the records of a file, up to the first incomplete or damaged record.</summary>
    /// <remarks>
    /// Only the end of a file can be incomplete, because a process that finds an incomplete record never writes after it.
    /// </remarks>
    public void Apply(ReadOnlySpan<byte> records)
    {
        var numbered = new Dictionary<int, JournaledCounter>();
        while (records.Length > JournalEncoder.RecordHeaderLength)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(records);
            var checksum = BinaryPrimitives.ReadUInt32LittleEndian(records[sizeof(int)..]);
            records = records[JournalEncoder.RecordHeaderLength..];
            if (length <= 0 || length > records.Length || JournalEncoder.Checksum(records[..length]) != checksum)
            {
                return;
            }

            using var reader = new BinaryReader(new MemoryStream(records[..length].ToArray()));
            while (reader.BaseStream.Position < length)
            {
                ApplyEntry(reader, numbered);
            }

            records = records[length..];
        }
    }

    /// <summary>Charges the floors of open reservations, because their process has ended.</summary>
    public void EndReservations()
    {
        foreach (var counter in Counters.Values)
        {
            counter.EndReservations();
        }
    }

    /// <summary>Removes counters and increases that are no longer needed.</summary>
    public void RemoveEnded(DateTimeOffset now)
    {
        foreach (var (key, counter) in Counters)
        {
            if (counter.RemoveEnded(now))
            {
                Counters.Remove(key);
            }
        }

        Increases.RemoveAll(increase => increase.Until + BudgetLedger.IncreaseRetention <= now);
    }

    /// <summary>Writes the whole state as records.</summary>
    public void WriteTo(Action<ReadOnlyMemory<byte>> write)
    {
        const int BatchLength = 1 << 16;
        using var encoder = new JournalEncoder();
        var number = 0;
        foreach (var counter in Counters.Values)
        {
            number++;
            encoder.Begin();
            encoder.Define(number, counter.Key, counter.WindowEnd);
            foreach (var (bucket, amounts) in counter.Buckets)
            {
                encoder.Change(number, bucket, amounts);
            }

            encoder.Reach(number, counter.Reached);
            encoder.End();
            if (encoder.Length >= BatchLength)
            {
                write(encoder.Written);
                encoder.Clear();
            }
        }

        foreach (var increase in Increases)
        {
            encoder.Begin();
            encoder.Increase(increase);
            encoder.End();
        }

        write(encoder.Written);
    }

    private void ApplyEntry(BinaryReader reader, Dictionary<int, JournaledCounter> numbered)
    {
        switch ((JournalEntryKind)reader.ReadByte())
        {
            case JournalEntryKind.Define:
                var number = reader.Read7BitEncodedInt();
                var (budget, unit, scope) = (reader.ReadString(), (BudgetUnit)reader.ReadByte(), reader.ReadString());
                var (start, end) = (reader.ReadInt64(), reader.ReadInt64());
                var key = new LedgerKey(
                    budget,
                    unit,
                    scope,
                    Time(start),
                    TimeSpan.FromTicks(reader.Read7BitEncodedInt64()),
                    reader.Read7BitEncodedInt());
                if (!Counters.TryGetValue(key, out var counter))
                {
                    Counters[key] = counter = new(key, end is 0 ? null : Time(end));
                }

                numbered[number] = counter;
                break;
            case JournalEntryKind.Change:
                numbered[reader.Read7BitEncodedInt()].Add(
                    reader.Read7BitEncodedInt64(), new(ReadSigned(reader), ReadSigned(reader), ReadSigned(reader)));
                break;
            case JournalEntryKind.Reach:
                numbered[reader.Read7BitEncodedInt()].Reached =
                    (reader.Read7BitEncodedInt(), ReadSigned(reader), reader.Read7BitEncodedInt64());
                break;
            case JournalEntryKind.Increase:
                Increases.Add(new()
                {
                    Id = new Guid(reader.ReadBytes(16)),
                    Budget = reader.ReadString(),
                    Unit = (BudgetUnit)reader.ReadByte(),
                    Scope = reader.ReadString(),
                    Amount = ReadSigned(reader),
                    From = Time(reader.ReadInt64()),
                    Until = Time(reader.ReadInt64()),
                    Actor = reader.ReadString(),
                    Reason = reader.ReadString(),
                });
                break;
            case var kind:
                throw new InvalidDataException(
                    $"The budget store contains entries of the unknown kind {(byte)kind}. A later version has written it.");
        }
    }

    private static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);

    private static long ReadSigned(BinaryReader reader)
    {
        var value = (ulong)reader.Read7BitEncodedInt64();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }
}
