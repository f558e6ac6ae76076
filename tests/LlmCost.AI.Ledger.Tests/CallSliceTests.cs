using Microsoft.Data.Sqlite;

namespace LlmCost.AI.Tests;

/// <summary>Tests table scans that are split between several connections.</summary>
public sealed class CallSliceTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 1_000_000, 4, 4)]
    [InlineData(7, 1_000_003, 3, 3)]
    [InlineData(1, 149_999, 4, 2)]
    [InlineData(1, 60_000, 4, 1)]
    [InlineData(5, 1_000_000, 1, 1)]
    public void Split_ContainsEachRowOnce(long first, long last, int connections, int count)
    {
        var slices = new CallSlice(0, 1, (first, last)).Split(connections);

        Assert.Equal(count, slices.Count);
        Assert.Equal((first, last), (slices[0].Rows!.Value.First, slices[^1].Rows!.Value.Last));
        Assert.All(
            slices.Zip(slices.Skip(1)), pair => Assert.Equal(pair.First.Rows!.Value.Last + 1, pair.Second.Rows!.Value.First));
    }

    [Fact]
    public async Task SlicesOfRows_AddUpToTheSumsOfTheIndex()
    {
        await using var app = new TestLedger();
        for (var i = 0; i < 30; i++)
        {
            // Some calls are recorded late, so that the rows are not in chronological order.
            app.Call(input: i, at: app.Clock.GetUtcNow().AddMinutes(-(i % 7)));
            app.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        await app.Writer.FlushAsync(Cancellation);
        using var connection = LedgerDatabase.OpenToRead(app.Writer.Status.Path)!;
        var (from, to) = (
            LedgerTime.ToMicroseconds(app.Clock.GetUtcNow().AddMinutes(-20)), LedgerTime.ToMicroseconds(app.Clock.GetUtcNow()));
        var slice = CallSlice.Of(connection, from, to);
        var (first, last) = slice.Rows!.Value;

        Assert.True(last - first < 30);
        Assert.Equal(
            Sum(connection, new CallSlice(from, to)),
            Sum(connection, slice with { Rows = (first, first + 5) }) + Sum(connection, slice with { Rows = (first + 6, last) }));
    }

    [Fact]
    public async Task Connections_SeeTheSameState_DuringWrites()
    {
        await using var app = new TestLedger();
        app.Call();
        await app.Writer.FlushAsync(Cancellation);
        using var snapshot = LedgerSnapshot.TryOpen(app.Writer.Status.Path, 3)!;

        app.Call();
        await app.Writer.FlushAsync(Cancellation);

        Assert.Equal([1, 1, 1], snapshot.Connections.Select(connection => connection.Number("SELECT count(*) FROM call")));
    }

    private static decimal Sum(SqliteConnection connection, CallSlice slice) =>
        CallScan.Calls(connection, slice, LedgerTime.MicrosecondsPerDay, byTags: false).Values.Sum(sums => sums.Cost ?? 0)
        + CallScan.Charges(connection, slice, LedgerTime.MicrosecondsPerDay, byTags: false).Values.Sum(sums => sums.Cost ?? 0);
}
