using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace LlmCost.AI;

/// <summary>Reads the ledger in a folder, while apps may be writing it.</summary>
/// <remarks>All members are thread-safe. Each query reads a snapshot of each file, taken when the query starts.</remarks>
public sealed class CostLedger : ILedgerReader
{
    private static readonly long s_lastMillisecond = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>The maximum number of connections. More would make a report only a little faster.</summary>
    private static readonly int s_connections = Math.Clamp(Environment.ProcessorCount, 1, 4);

    private readonly string _folder;
    private readonly ArchiveFolder? _archive;

    private CostLedger(string folder, ArchiveFolder? archive) => (_folder, _archive) = (folder, archive);

    /// <summary>Opens a ledger.</summary>
    /// <param name="path">The folder of <see cref="LedgerOptions.Path"/>.</param>
    /// <param name="archivePath">
    /// The folder of <see cref="LedgerOptions.ArchivePath"/>, from which calls past the retention are read, or
    /// <see langword="null"/>.
    /// </param>
    /// <returns>The ledger.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="DirectoryNotFoundException">A folder does not exist, or contains no ledger.</exception>
    /// <exception cref="InvalidDataException">A file is not a ledger, or is a ledger of another version.</exception>
    public static CostLedger Open(string path, string? archivePath = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        foreach (var file in LedgerFolder.Files(path))
        {
            LedgerDatabase.OpenToRead(file)?.Dispose();
        }

        if (archivePath is not null && !Directory.Exists(archivePath))
        {
            throw new DirectoryNotFoundException(
                $"There is no archive in '{archivePath}'. Pass the folder of LlmCost:Ledger:ArchivePath.");
        }

        return new CostLedger(path, archivePath is null ? null : new ArchiveFolder(archivePath));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<LedgerTotal> ReadTotalsAsync(
        LedgerTotalsQuery query, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        foreach (var path in LedgerFolder.Files(_folder))
        {
            foreach (var total in await TotalsAsync(path, query, cancellationToken).ConfigureAwait(false))
            {
                yield return total;
            }
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<LedgerCall> ReadCallsAsync(
        LedgerPeriod period, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var path in LedgerFolder.Files(_folder))
        {
            using var file = LedgerFileReader.TryOpen(path);
            foreach (var part in file?.Parts(period) ?? [])
            {
                if (part.Deleted is { } day)
                {
                    if (file!.Archived(day, _archive) is { } files)
                    {
                        await foreach (var call in ArchiveReader.ReadAsync(files, withCharges: true, cancellationToken)
                            .Where(call => call.Timestamp >= period.Start && call.Timestamp < period.End).ConfigureAwait(false))
                        {
                            yield return call;
                        }
                    }

                    continue;
                }

                foreach (var call in file!.Calls(part))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    yield return call;
                }
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<LedgerCall?> FindCallAsync(Guid id, CancellationToken cancellationToken = default)
    {
        foreach (var path in LedgerFolder.Files(_folder))
        {
            using var file = LedgerFileReader.TryOpen(path);
            if (file is null)
            {
                continue;
            }

            if (file.Find(id) is { } call)
            {
                return call;
            }
        }

        return _archive is null ? null : await FindInArchiveAsync(id, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<LedgerCall> FindCallsAsync(
        string responseId, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(responseId);
        foreach (var path in LedgerFolder.Files(_folder))
        {
            using var file = LedgerFileReader.TryOpen(path);
            foreach (var day in file?.Purged ?? [])
            {
                if (file!.Archived(day, _archive) is { } files
                    && await ArchiveReader.ContainsAsync(files, responseId, cancellationToken).ConfigureAwait(false))
                {
                    await foreach (var call in ArchiveReader.ReadAsync(files, withCharges: true, cancellationToken)
                        .Where(call => call.ResponseId == responseId).ConfigureAwait(false))
                    {
                        yield return call;
                    }
                }
            }

            foreach (var call in file?.FindAll(responseId) ?? [])
            {
                yield return call;
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<LedgerCoverage> ReadCoverageAsync(
        LedgerPeriod period, CancellationToken cancellationToken = default)
    {
        var gaps = new List<LedgerGap>();
        var days = new SortedSet<DateOnly>();
        DateTimeOffset? first = null;
        foreach (var path in LedgerFolder.Files(_folder))
        {
            using var file = LedgerFileReader.TryOpen(path);
            if (file is null)
            {
                continue;
            }

            gaps.AddRange(file.Gaps(period));
            days.UnionWith(file.PurgedDays(period).Where(day => file.Archived(day, _archive) is null));
            first = file.Start is { } other && !(first < other) ? other : first;
        }

        return new(new LedgerCoverage
        {
            Start = first,
            Gaps = [.. gaps.OrderBy(gap => gap.Start)],
            DaysWithoutCalls = [.. days],
        });
    }

    private async Task<List<LedgerTotal>> TotalsAsync(
        string path, LedgerTotalsQuery query, CancellationToken cancellationToken)
    {
        var deleted = new List<LedgerPart>();

        // SQLite is synchronous.
        using var file = await Task.Run(() => LedgerFileReader.TryOpen(path, s_connections), cancellationToken)
            .ConfigureAwait(false);
        if (file is null)
        {
            return [];
        }

        var totals = await Task.Run(() => file.Totals(query, deleted), cancellationToken).ConfigureAwait(false);
        foreach (var part in deleted)
        {
            if (file.Archived(part.Deleted!.Value, _archive) is { } files)
            {
                totals.AddRange(await ArchiveTotals.ReadAsync(files, query, cancellationToken).ConfigureAwait(false));
                totals.AddRange(file.Forgotten(query, part));
            }
        }

        return totals;
    }

    private async Task<LedgerCall?> FindInArchiveAsync(Guid id, CancellationToken cancellationToken)
    {
        // The id of a call (UUID version 7) begins with its start time in milliseconds.
        if (id.Version is not 7 || Milliseconds(id) is var milliseconds && milliseconds > s_lastMillisecond)
        {
            return null;
        }

        var day = LedgerTime.DayOf(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
        foreach (var path in LedgerFolder.Files(_folder))
        {
            using var file = LedgerFileReader.TryOpen(path);
            if (file?.Archived(day, _archive) is { } files
                && await ArchiveReader.ReadAsync(files, withCharges: true, cancellationToken)
                    .FirstOrDefaultAsync(call => call.Id == id, cancellationToken).ConfigureAwait(false) is { } call)
            {
                return call;
            }
        }

        return null;
    }

    private static long Milliseconds(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return (BinaryPrimitives.ReadInt64BigEndian(bytes) >> 16) & 0xFFFF_FFFF_FFFF;
    }
}
