using System.Security.Cryptography;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace LlmCost.AI;

/// <summary>Updates the prices of an app from its feeds while the app runs.</summary>
/// <remarks>A failure never stops the app. It is counted and logged, and the previous prices stay in effect.</remarks>
internal sealed class PriceFeedService(
    PriceBook book, IHttpClientFactory clients, IOptions<PriceFeedsOptions> options, TimeProvider? timeProvider = null)
    : BackgroundService
{
    private static readonly TimeSpan s_tick = TimeSpan.FromSeconds(5);

    /// <summary>The delay before an update that failed is tried again, if the interval of the feed is longer.</summary>
    private static readonly TimeSpan s_retry = TimeSpan.FromMinutes(5);

    private readonly TimeProvider _timeProvider = timeProvider ?? TimeProvider.System;
    private readonly PriceFeedStore _store = new(options.Value.Directory);
    private readonly List<(PriceFeed Feed, TimeSpan Interval)> _feeds = [];
    private readonly Dictionary<PriceFeed, DateTimeOffset> _due = [];
    private (DateTime At, decimal MaxFactor, decimal MaxRemovedModelShare, string Ids) _accepted;

    /// <summary>Applies the last valid lists from disk before the app makes its first call.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var source in options.Value.Sources)
        {
            var feed = new PriceFeed(PriceFeedSource.Of(source), _store, book);
            Try(feed, feed.Load);
            _feeds.Add((feed, source.Interval));

            // If the saved time is in the future, the clock was wrong when the time was saved. The time is ignored, because it
            // would delay the next update.
            _due[feed] = feed.CheckedAt is { } checkedAt && checkedAt <= _timeProvider.GetUtcNow()
                ? checkedAt + source.Interval
                : DateTimeOffset.MinValue;
        }

        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_tick, _timeProvider);
        try
        {
            do
            {
                await LookAsync(stoppingToken).ConfigureAwait(false);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The app is shutting down.
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            Review();
            foreach (var (feed, interval) in _feeds)
            {
                if (_due[feed] <= _timeProvider.GetUtcNow())
                {
                    await UpdateAsync(feed, interval, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // All exceptions are caught, because an unhandled exception in a background service stops the app by default.
            book.ReportUpdate(options.Value.Directory, PriceUpdateOutcome.Unavailable, e.Message);
        }
    }

    private async Task UpdateAsync(PriceFeed feed, TimeSpan interval, CancellationToken cancellationToken)
    {
        var next = interval < s_retry ? interval : s_retry;
        Action report;
        try
        {
            using var client = clients.CreateClient(PriceFeedDownload.ClientName);
            var download = new PriceFeedDownload(client);
            var outcome = await feed
                .UpdateAsync(download, Limits(), _timeProvider.GetUtcNow(), cancellationToken)
                .ConfigureAwait(false);
            next = interval + (interval * (Random.Shared.NextDouble() / 10));
            report = () => book.ReportUpdate(feed.List.Name, outcome);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            report = () => Report(feed, e);
        }

        _due[feed] = _timeProvider.GetUtcNow() + next;
        report();
    }

    /// <summary>
    /// Applies held changes that were accepted since the last review, or that the limits allow after a change of the limits.
    /// </summary>
    private void Review()
    {
        var limits = book.ChangeLimits;
        var accepted = (_store.AcceptedAt, limits.MaxFactor, limits.MaxRemovedModelShare, string.Join('\n', limits.Accepted));
        if (accepted == _accepted)
        {
            return;
        }

        _accepted = accepted;
        limits = Limits();
        foreach (var (feed, _) in _feeds)
        {
            // A new version that is held as a whole is not in memory, so it is downloaded again.
            _due[feed] = feed.IsHeldWhole ? DateTimeOffset.MinValue : _due[feed];
            Try(feed, () => feed.Review(limits, _timeProvider.GetUtcNow()));
        }
    }

    /// <summary>Returns the limits from the options, with the accepted changes from the options and the folder.</summary>
    private PriceChangeLimits Limits()
    {
        var limits = book.ChangeLimits;
        try
        {
            return limits with { Accepted = [.. limits.Accepted, .. _store.ReadAccepted()] };
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            book.ReportUpdate(options.Value.Directory, PriceUpdateOutcome.Unavailable, e.Message);
            return limits;
        }
    }

    private void Try(PriceFeed feed, Action action)
    {
        try
        {
            action();
        }
        catch (Exception e)
        {
            Report(feed, e);
        }
    }

    private void Report(PriceFeed feed, Exception e) => book.ReportUpdate(
        feed.List.Name,
        e switch
        {
            FormatException => PriceUpdateOutcome.Invalid,
            CryptographicException => PriceUpdateOutcome.Untrusted,
            _ => PriceUpdateOutcome.Unavailable,
        },
        $"{feed.List.Name}: {e.Message}");
}
