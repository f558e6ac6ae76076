using Microsoft.Data.Sqlite;

namespace LlmCost.AI.Reconciliation.Tests.Importing;

/// <summary>
/// An interrupted import stores nothing, and repeating the import stores the whole delivery once. Files that were read to the end
/// are not read again.
/// </summary>
public sealed class InterruptedImportTests : IDisposable
{
    private const int Rows = 20_000;
    private const decimal Cost = 0.01m;

    private readonly Delivery _delivery = new();

    public void Dispose() => _delivery.Dispose();

    [Fact]
    public async Task InterruptedWhileReading_StoresNothing_AndARepetitionStoresEverything()
    {
        await KeepEarlierDeliveryAsync();
        using var interruption = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => BillImport.RunAsync(_delivery.Store, Options(new Interruption(interruption)), interruption.Token));

        Assert.Equal(9, Amount());
        await AssertRepetitionIsTheWholeAsync();
    }

    [Fact]
    public async Task FilesThatWereRead_AreNotReadAgain()
    {
        await InterruptInSecondFileAsync();

        var repeated = await _delivery.ImportAsync(Options());
        var again = await _delivery.ImportAsync(Options());

        Assert.Equal((2, 1, (long)Rows), (repeated.Files, repeated.ResumedFiles, repeated.Rows));
        Assert.Equal((0, 30), (again.ResumedFiles, again.Days[BillChange.Unchanged]));
        Assert.Equal(Rows * Cost, Amount());
    }

    [Fact]
    public async Task FilesThatAreOthersNow_AreReadAgain()
    {
        await InterruptInSecondFileAsync();
        _delivery.Write("part-0.csv", AwsRow.Header, new AwsRow { Time = AwsRow.At(1, 0), Cost = "5" }.ToString());

        var repeated = await _delivery.ImportAsync(Options());

        Assert.Equal((0, (Rows / 2) + 1L), (repeated.ResumedFiles, repeated.Rows));
        Assert.Equal((Rows / 2 * Cost) + 5, Amount());
    }

    [Fact]
    public async Task OtherOptions_ReadAllFilesAgain()
    {
        await InterruptInSecondFileAsync();

        var repeated = await _delivery.ImportAsync(Options() with { Scope = "other" });

        Assert.Equal(0, repeated.ResumedFiles);
        Assert.Contains(_delivery.Buckets(), bucket => bucket.Scope is "other");
    }

    [Fact]
    public async Task FilesThatWereReadAWeekAgo_AreReadAgain()
    {
        await InterruptInSecondFileAsync();
        _delivery.Clock.Advance(TimeSpan.FromDays(7) + TimeSpan.FromSeconds(1));

        Assert.Equal(0, (await _delivery.ImportAsync(Options())).ResumedFiles);
    }

    [Fact]
    public async Task FaultsAndSkippedRowsOfAFileThatWasRead_AreKept()
    {
        await KeepEarlierDeliveryAsync();
        _delivery.Write(
            "part-00.csv",
            AwsRow.Header,
            new AwsRow { Time = AwsRow.At(1, 0), Cost = "1.00000000000000000000000001" }.ToString(),
            new AwsRow { Time = AwsRow.At(1, 0), Cost = "x" }.ToString());
        _delivery.Write("part-01.csv", AwsRow.Header);
        var truncated = _delivery.Write("part-02.csv.gz", [AwsRow.Header, .. Enumerable.Repeat(new AwsRow().ToString(), 9)]);
        var whole = File.ReadAllBytes(truncated);
        File.WriteAllBytes(truncated, whole[..^20]);

        var first = await _delivery.ImportAsync(Options());
        File.WriteAllBytes(truncated, whole);
        var second = await _delivery.ImportAsync(Options());

        Assert.Equal((false, 0, 2L), (first.IsStored, first.ResumedFiles, first.FaultCount));
        Assert.Equal((true, 4, 1L), (second.IsStored, second.ResumedFiles, second.FaultCount));
        Assert.Equal("part-00.csv", Path.GetFileName(Assert.Single(second.Faults).File));
        Assert.Contains(_delivery.Lines(), line => line.Meter is "unreadable row");
    }

    [Fact]
    public async Task InterruptedWhileStoring_StoresNothing_AndARepetitionStoresEverything()
    {
        await KeepEarlierDeliveryAsync();
        Execute("CREATE TRIGGER full BEFORE INSERT ON bucket WHEN NEW.start >= 1794000000 "
            + "BEGIN SELECT RAISE(ABORT, 'disk full'); END");

        await Assert.ThrowsAsync<SqliteException>(() => _delivery.ImportAsync(Options()));

        Assert.Equal(9, Amount());
        Execute("DROP TRIGGER full");
        await AssertRepetitionIsTheWholeAsync();
    }

    private async Task InterruptInSecondFileAsync()
    {
        await KeepEarlierDeliveryAsync();
        using var interruption = new CancellationTokenSource();
        var firstFile = new FileInfo(Path.Combine(_delivery.Folder, "part-0.csv")).Length;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => BillImport.RunAsync(
            _delivery.Store, Options(new Interruption(interruption, firstFile)), interruption.Token));
        Assert.Equal(9, Amount());
    }

    private async Task AssertRepetitionIsTheWholeAsync()
    {
        var repeated = await _delivery.ImportAsync(Options());
        var again = await _delivery.ImportAsync(Options());

        Assert.Equal((true, (long)Rows), (repeated.IsStored, repeated.Rows));
        Assert.Equal(Rows * Cost, Amount());
        Assert.Equal(30, again.Days[BillChange.Unchanged]);
        Assert.Equal(Rows * Cost, Amount());
    }

    /// <summary>Stores three days, and writes the files of a later delivery of the whole month.</summary>
    private async Task KeepEarlierDeliveryAsync()
    {
        var path = _delivery.Write(
            "early.csv",
            Enumerable.Range(1, 3).Select(day => new AwsRow { Time = AwsRow.At(day, 0), Cost = "3" }.ToString())
                .Prepend(AwsRow.Header));
        await _delivery.LinesAsync(BillFileFormat.AwsCur);
        File.Delete(path);
        for (var part = 0; part < 2; part++)
        {
            _delivery.Write($"part-{part}.csv", [AwsRow.Header, .. Enumerable.Range(0, Rows / 2).Select(row => new AwsRow
            {
                Time = AwsRow.At((row % 30) + 1, part),
                Cost = "0.01",
            }.ToString())]);
        }
    }

    private BillImportOptions Options(IProgress<BillImportProgress>? progress = null) =>
        new() { Format = BillFileFormat.AwsCur, Paths = [_delivery.Folder], TimeProvider = _delivery.Clock, Progress = progress };

    private decimal Amount() => _delivery.Lines().Sum(line => line.Amount ?? 0);

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_delivery.BillsFile};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Interrupts the import once more than a number of bytes have been read.</summary>
    private sealed class Interruption(CancellationTokenSource source, long after = 0) : IProgress<BillImportProgress>
    {
        public void Report(BillImportProgress value)
        {
            if (value.BytesRead > after)
            {
                source.Cancel();
            }
        }
    }
}
