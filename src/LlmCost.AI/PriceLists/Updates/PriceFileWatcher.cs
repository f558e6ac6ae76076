namespace LlmCost.AI;

/// <summary>Reads the price files in the options, and reads them again when they change.</summary>
/// <remarks>
/// The watcher polls the files' times and lengths every five seconds, because mounted volumes don't raise file system events.
/// Thread-safe.
/// </remarks>
internal sealed class PriceFileWatcher(PriceBook book, TimeProvider timeProvider) : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private List<WatchedPriceFile> _files = [];
    private ITimer? _timer;

    /// <summary>Reads the files at startup.</summary>
    /// <remarks>The prices are not reviewed, because a person put the files in place before the app started.</remarks>
    /// <returns>
    /// The errors of files that can't be read or are not valid, each with its configuration key and the path of the file. If
    /// there are any errors, none of the files takes effect.
    /// </returns>
    public IReadOnlyList<string> Load(IList<string> paths)
    {
        lock (_lock)
        {
            var faults = new List<string>();
            for (var i = 0; i < paths.Count; i++)
            {
                var file = new WatchedPriceFile(paths[i]);
                try
                {
                    file.Take(book.Current.Settings.ExchangeRates);
                    _files.Add(file);
                }
                catch (Exception e) when (IsFault(e))
                {
                    faults.Add($"PriceFiles:{i}: {e.Message}");
                }
            }

            if (faults.Count is 0)
            {
                Publish();
            }

            return faults;
        }
    }

    /// <summary>Reads the files again after the options have changed.</summary>
    public void Reload(IList<string> paths)
    {
        lock (_lock)
        {
            _files = [.. paths.Select(path => _files.Find(file => file.Path == path) ?? new WatchedPriceFile(path))];
            foreach (var file in _files)
            {
                Update(file, always: true);
            }

            Publish();
        }
    }

    public void Dispose() => _timer?.Dispose();

    private void Poll()
    {
        lock (_lock)
        {
            var changed = false;
            foreach (var file in _files)
            {
                changed |= Update(file, always: false);
            }

            if (changed)
            {
                Publish();
            }
        }
    }

    /// <summary>Reads a file if it has changed, or in any case if <paramref name="always"/> is true.</summary>
    /// <returns>True if the file was read and its prices may have changed.</returns>
    private bool Update(WatchedPriceFile file, bool always)
    {
        try
        {
            if (!file.HasChanged() && !always)
            {
                return false;
            }

            if (file.InForce is null)
            {
                file.Take(book.Current.Settings.ExchangeRates);
            }
            else
            {
                file.Review(book.Current.Settings, timeProvider.GetUtcNow());
            }

            var outcome = file.Held.Count is 0 ? PriceUpdateOutcome.Applied : PriceUpdateOutcome.Held;
            book.ReportUpdate(file.Path, outcome, HeldPrices.Describe(file.Held));
            return true;
        }
        catch (Exception e)
        {
            // Catches everything, because an unhandled exception on the timer's thread would stop the app.
            var outcome = e is FormatException ? PriceUpdateOutcome.Invalid : PriceUpdateOutcome.Unavailable;
            book.ReportUpdate(file.Path, outcome, e.Message);
            return false;
        }
    }

    private void Publish()
    {
        if (_files.Count > 0)
        {
            _timer ??= timeProvider.CreateTimer(_ => Poll(), null, s_interval, s_interval);
        }

        book.PublishFiles(new PublishedPrices(
            [.. _files.Select(file => file.InForce).OfType<PriceList>()], [.. _files.SelectMany(file => file.Held)]));
    }

    private static bool IsFault(Exception e) => e is FormatException or IOException or UnauthorizedAccessException
        or NotSupportedException or ArgumentException;
}
