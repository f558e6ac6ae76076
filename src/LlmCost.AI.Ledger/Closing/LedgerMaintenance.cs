using Microsoft.Data.Sqlite;

namespace LlmCost.AI;

/// <summary>Maintains a ledger from a separate process, such as a command-line tool.</summary>
/// <remarks>
/// Apps close days and delete old records themselves. Use this class for files that no app writes, and for checks.
/// </remarks>
public static class LedgerMaintenance
{
    /// <summary>
    /// In the files that no app writes, closes ended days, archives them if <see cref="LedgerOptions.ArchivePath"/> is set, and
    /// deletes records past <see cref="LedgerOptions.RetentionDays"/>.
    /// </summary>
    /// <param name="options">The folders and the retention. The other options are not used.</param>
    /// <param name="timeProvider">The clock, or <see langword="null"/> for the system clock.</param>
    /// <param name="cancellationToken">A token that cancels the operation.</param>
    /// <returns>The result.</returns>
    /// <exception cref="DirectoryNotFoundException">The folder contains no ledger.</exception>
    /// <exception cref="InvalidDataException">A file is not a ledger, or is a ledger of another version.</exception>
    /// <exception cref="IOException">A file can't be read or written.</exception>
    public static async Task<LedgerCompaction> CompactAsync(
        LedgerOptions options, TimeProvider? timeProvider = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);

        var (files, inUse, faults) = (0, 0, new List<string>());
        var (closed, archived, deleted) = (0, 0, 0);
        foreach (var path in LedgerFolder.Files(options.Path))
        {
            using var held = LedgerFolder.TryLock(path);
            if (held is null)
            {
                inUse++;
                continue;
            }

            var done = await GuardAsync(path, () => new DayCloser(path, options, timeProvider ?? TimeProvider.System)
                .RunAsync(cancellationToken)).ConfigureAwait(false);
            files++;
            closed += done.Closed.Count;
            archived += done.Archived.Count;
            deleted += done.Deleted.Count;
            faults.AddRange(done.Faults);
        }

        return new LedgerCompaction
        {
            Files = files,
            FilesInUse = inUse,
            ClosedDays = closed,
            ArchivedDays = archived,
            DeletedDays = deleted,
            Faults = faults,
        };
    }

    /// <summary>
    /// Checks the integrity of each file, its sums of closed days against the records, and the archive against the sums.
    /// </summary>
    /// <param name="options">The folders. The other options are not used.</param>
    /// <param name="cancellationToken">A token that cancels the operation.</param>
    /// <returns>The result of the check.</returns>
    /// <exception cref="DirectoryNotFoundException">The folder contains no ledger.</exception>
    /// <exception cref="InvalidDataException">A file is not a ledger, or is a ledger of another version.</exception>
    /// <exception cref="IOException">A file can't be read.</exception>
    public static async Task<LedgerVerification> VerifyAsync(
        LedgerOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);

        var archive = options.ArchivePath is { } path ? new ArchiveFolder(path) : null;
        var (files, days, archived, faults) = (0, 0, 0, new List<string>());
        foreach (var file in LedgerFolder.Files(options.Path))
        {
            var found = await GuardAsync(file, () => LedgerVerifier.RunAsync(file, archive, cancellationToken))
                .ConfigureAwait(false);
            files++;
            days += found.Days;
            archived += found.ArchivedDays;
            faults.AddRange(found.Faults.Select(fault => $"{Path.GetFileName(file)}: {fault}"));
        }

        return new LedgerVerification { Files = files, Days = days, ArchivedDays = archived, Faults = faults };
    }

    /// <summary>
    /// Deletes the records of all calls with a tag, such as those of one user, from the database and from the archive. Their sums
    /// per hour, without tags, are kept, so that totals do not change.
    /// </summary>
    /// <param name="options">
    /// The folders, and <see cref="LedgerOptions.PseudonymKey"/> if the value is kept as a pseudonym. The other options are not
    /// used.
    /// </param>
    /// <param name="tag">The name of the tag, such as <c>user.id</c>.</param>
    /// <param name="value">
    /// The value. Calls with the pseudonym of the value are deleted, too, if the options contain a key.
    /// </param>
    /// <param name="cancellationToken">A token that cancels the operation.</param>
    /// <returns>The number of deleted calls.</returns>
    /// <remarks>
    /// Apps may be running. Records in the queue of an app are not deleted, and neither are records in a ledger to which files
    /// are forwarded. If no app writes a file, its free space is overwritten, too. Otherwise, the free space can contain copies
    /// of deleted rows until it is used again.
    /// </remarks>
    /// <exception cref="ArgumentException"><paramref name="tag"/> is empty.</exception>
    /// <exception cref="DirectoryNotFoundException">The folder contains no ledger.</exception>
    /// <exception cref="InvalidDataException">A file is not a ledger, or is a ledger of another version.</exception>
    /// <exception cref="IOException">A file can't be read or written.</exception>
    public static async Task<long> ForgetAsync(
        LedgerOptions options, string tag, string value, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(tag);
        ArgumentNullException.ThrowIfNull(value);

        var forget = new LedgerForget(options, tag, value);
        var calls = 0L;
        foreach (var path in LedgerFolder.Files(options.Path))
        {
            calls += await GuardAsync(path, () => forget.RunAsync(path, cancellationToken)).ConfigureAwait(false);
        }

        return calls;
    }

    private static async Task<T> GuardAsync<T>(string path, Func<Task<T>> run)
    {
        try
        {
            // SQLite is synchronous.
            return await Task.Run(run).ConfigureAwait(false);
        }
        catch (SqliteException e)
        {
            throw new IOException($"'{path}' can't be read or written: {e.Message}", e);
        }
    }
}
