using System.Runtime.CompilerServices;

namespace LlmCost.AI;

/// <summary>Reads the ledger in a folder, while apps may be writing it.</summary>
/// <remarks>All members are thread-safe. Each answer is a consistent state of each file at the time when it was begun.</remarks>
public sealed class CostLedger : ILedgerReader
{
    private readonly string _folder;

    private CostLedger(string folder) => _folder = folder;

    /// <summary>Opens a ledger.</summary>
    /// <param name="path">The folder of <see cref="LedgerOptions.Path"/>.</param>
    /// <returns>The ledger.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="DirectoryNotFoundException">The folder contains no ledger.</exception>
    /// <exception cref="InvalidDataException">A file is no ledger, or is one of a later version.</exception>
    public static CostLedger Open(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        foreach (var file in LedgerFolder.Files(path))
        {
            LedgerDatabase.OpenToRead(file)?.Dispose();
        }

        return new CostLedger(path);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<LedgerTotal> ReadTotalsAsync(
        LedgerTotalsQuery query, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        foreach (var path in LedgerFolder.Files(_folder))
        {
            // SQLite is synchronous.
            foreach (var total in await Task.Run(() => TotalsOf(path, query), cancellationToken).ConfigureAwait(false))
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
            if (file is null)
            {
                continue;
            }

            foreach (var call in file.Calls(period))
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return call;
            }
        }

        await Task.CompletedTask.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<LedgerCall?> FindCallAsync(Guid id, CancellationToken cancellationToken = default)
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
                return new(call);
            }
        }

        return new((LedgerCall?)null);
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
            days.UnionWith(file.PurgedDays(period));
            first = file.Start is { } other && !(first < other) ? other : first;
        }

        return new(new LedgerCoverage
        {
            Start = first,
            Gaps = [.. gaps.OrderBy(gap => gap.Start)],
            DaysWithoutCalls = [.. days],
        });
    }

    private static List<LedgerTotal> TotalsOf(string path, LedgerTotalsQuery query)
    {
        using var file = LedgerFileReader.TryOpen(path);
        return file?.Totals(query) ?? [];
    }
}
