using System.Buffers.Binary;
using System.Globalization;

namespace LlmCost.AI;

/// <summary>Reads and writes the files of a file store: a snapshot and the subsequent journals.</summary>
/// <remarks>
/// A snapshot and a journal have the same format: a header with a magic number and the number of a journal, followed by records.
/// The snapshot contains everything up to and including the journal whose number is in its header.
/// </remarks>
internal sealed class BudgetFolder(string path)
{
    public const int HeaderLength = 16;

    private const string SnapshotName = "snapshot.bin";
    private const string NewSnapshotName = "snapshot.new";
    private const string JournalPrefix = "journal-";

    // The ASCII text "LLMCOST" and the version of the format.
    private const ulong Magic = 0x4C4C4D434F535401;

    // The maximum number of attempts to read the folder. The app can replace the snapshot during an attempt.
    private const int MaxReads = 10;

    public string Path => path;

    /// <summary>True if the folder contains a store.</summary>
    public bool Exists => File.Exists(System.IO.Path.Combine(path, SnapshotName));

    /// <summary>Locks the folder for this process until the stream is disposed.</summary>
    /// <exception cref="InvalidOperationException">Another process uses the folder.</exception>
    public FileStream Lock()
    {
        Directory.CreateDirectory(path);
        try
        {
            return new FileStream(
                System.IO.Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new InvalidOperationException(
                $"The budget store '{path}' can't be locked, most likely because another process uses it. A file store belongs to"
                    + " one process. To share budgets, use the Redis store (LlmCost.AI.Redis, AddRedisBudgetStore)."
                    + $" {e.Message}",
                e);
        }
    }

    /// <summary>Returns the content of the snapshot and the journals, and the number of the last journal.</summary>
    /// <exception cref="IOException">The files were replaced during every attempt to read them.</exception>
    public (JournalState State, long LastJournal) Read(long upTo = long.MaxValue)
    {
        for (var read = 1; read <= MaxReads; read++)
        {
            try
            {
                var snapshot = SnapshotNumber();
                var state = ReadOnce(upTo);
                if (SnapshotNumber() == snapshot)
                {
                    return state;
                }

                // A new snapshot has replaced journals that were not read yet.
            }
            catch (FileNotFoundException) when (read < MaxReads)
            {
                // A new snapshot has replaced a journal that was about to be read.
            }
        }

        throw new IOException($"The budget store '{path}' changes too fast to be read. Try again.");
    }

    /// <summary>
    /// Writes a snapshot that replaces the previous snapshot and the journals up to <paramref name="lastJournal"/>.
    /// </summary>
    public void WriteSnapshot(JournalState state, long lastJournal)
    {
        var newSnapshot = System.IO.Path.Combine(path, NewSnapshotName);
        using (var file = new FileStream(newSnapshot, FileMode.Create, FileAccess.Write, FileShare.Read))
        {
            file.Write(Header(lastJournal));
            state.WriteTo(records => file.Write(records.Span));
            file.Flush(flushToDisk: true);
        }

        File.Move(newSnapshot, System.IO.Path.Combine(path, SnapshotName), overwrite: true);
        foreach (var (number, journal) in Journals())
        {
            if (number <= lastJournal)
            {
                File.Delete(journal);
            }
        }
    }

    /// <summary>Creates a journal, or replaces a journal that has no records.</summary>
    public FileStream CreateJournal(long number)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{JournalPrefix}{number:D10}.bin");
        var file = new FileStream(
            System.IO.Path.Combine(path, name), FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        try
        {
            file.Write(Header(number));
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Returns the number of the last journal that the snapshot contains; 0 if there is no snapshot.</summary>
    private long SnapshotNumber()
    {
        var snapshot = System.IO.Path.Combine(path, SnapshotName);
        return File.Exists(snapshot) ? Open(snapshot, stream => ReadHeader(stream, snapshot)) : 0;
    }

    private (JournalState State, long LastJournal) ReadOnce(long upTo)
    {
        var state = new JournalState();
        var snapshot = System.IO.Path.Combine(path, SnapshotName);
        var last = File.Exists(snapshot) ? Apply(snapshot, state) : 0;
        foreach (var (number, journal) in Journals())
        {
            if (number > last && number <= upTo)
            {
                Apply(journal, state);
                last = number;
            }
        }

        return (state, last);
    }

    private List<(long Number, string Path)> Journals() => Directory.Exists(path)
        ?
        [
            .. Directory.EnumerateFiles(path, JournalPrefix + "*.bin")
                .Select(file => (
                    Number: long.Parse(
                        System.IO.Path.GetFileNameWithoutExtension(file.AsSpan())[JournalPrefix.Length..],
                        CultureInfo.InvariantCulture),
                    Path: file))
                .OrderBy(journal => journal.Number),
        ]
        : [];

    private static byte[] Header(long journal)
    {
        var header = new byte[HeaderLength];
        BinaryPrimitives.WriteUInt64BigEndian(header, Magic);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(sizeof(ulong)), journal);
        return header;
    }

    /// <summary>Applies the records of a file, and returns the number in its header.</summary>
    private static long Apply(string file, JournalState state) => Open(file, stream =>
    {
        var number = ReadHeader(stream, file);
        var records = new byte[long.Max(stream.Length - HeaderLength, 0)];
        state.Apply(records.AsSpan(0, stream.ReadAtLeast(records, records.Length, throwOnEndOfStream: false)));
        return number;
    });

    /// <summary>
    /// Reads the number in the header of a file. Returns 0 if the header is incomplete, because a process ended while it created
    /// the file.
    /// </summary>
    private static long ReadHeader(FileStream stream, string file)
    {
        var header = new byte[HeaderLength];
        if (stream.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false) < HeaderLength)
        {
            return 0;
        }

        return BinaryPrimitives.ReadUInt64BigEndian(header) is Magic
            ? BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(sizeof(ulong)))
            : throw new InvalidDataException($"'{file}' is not a file of a budget store, or a later version has written it.");
    }

    private static long Open(string file, Func<FileStream, long> read)
    {
        // The app may write to its journal in the meantime, and it may replace or delete the files.
        using var stream = new FileStream(
            file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        return read(stream);
    }
}
