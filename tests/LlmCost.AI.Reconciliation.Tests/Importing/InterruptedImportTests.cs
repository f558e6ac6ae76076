using Microsoft.Data.Sqlite;

namespace LlmCost.AI.Reconciliation.Tests.Importing;

/// <summary>An interrupted import stores nothing, and repeating it stores the whole delivery once.</summary>
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

    /// <summary>Interrupts the import after a part was read.</summary>
    private sealed class Interruption(CancellationTokenSource source) : IProgress<BillImportProgress>
    {
        public void Report(BillImportProgress value) => source.Cancel();
    }
}
