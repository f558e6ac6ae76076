using System.Globalization;
using FsCheck.Xunit;

namespace LlmCost.AI.Reconciliation.Tests.Importing;

/// <summary>Repeating, reordering or splitting a delivery has no effect on the imported amounts, and no amount is lost.</summary>
public sealed class ImportPropertyTests
{
    private static readonly string[] s_types =
        ["USE1-Claude4.6Sonnet-input-tokens", "USE1-Claude4.6Sonnet-output-tokens", "USE1-Unknown-things"];

    private static readonly string[] s_currencies = ["USD", "EUR", "JPY"];

    /// <summary>Suffixes for amounts of very different sizes, so that a naive sum of decimals depends on the order.</summary>
    private static readonly string[] s_scales = ["", "e-4", "0000000", "e-19"];

    [Property(MaxTest = 40)]
    public async Task RepeatedReorderedAndSplitDelivery_HasTheSameResult(
        (byte Day, byte Type, short Cost)[] items, byte pieces, int seed)
    {
        var rows = items.Select(Row).ToArray();
        using var delivery = new Delivery();
        var whole = delivery.Write("all.csv", [AwsRow.Header, .. rows.Select(row => row.ToString())]);
        await delivery.LinesAsync(BillFileFormat.AwsCur);
        var expected = delivery.Buckets().Select(bucket => (bucket.Start, Lines: bucket.Lines.ToList())).ToList();

        var again = await delivery.ImportAsync(BillFileFormat.AwsCur);
        File.Delete(whole);
        new Random(seed).Shuffle(rows);
        foreach (var (number, piece) in rows.Chunk((rows.Length / ((pieces % 5) + 1)) + 1).Index())
        {
            delivery.Write(
                $"part-{number}.csv{(number % 2 is 0 ? ".gz" : "")}", [AwsRow.Header, .. piece.Select(row => row.ToString())]);
        }

        delivery.Write("empty.csv", AwsRow.Header);
        var split = await delivery.ImportAsync(BillFileFormat.AwsCur);

        Assert.All([again, split], result => Assert.True(result.Days.Keys.All(change => change is BillChange.Unchanged)));
        Assert.Equal(expected, delivery.Buckets().Select(bucket => (bucket.Start, Lines: bucket.Lines.ToList())), AreEqual);
    }

    [Property(MaxTest = 40)]
    public async Task AmountsInTheStore_MatchTheFile((byte Day, byte Type, short Cost)[] items)
    {
        using var delivery = new Delivery();
        var rows = items.Select(item => Row(item) with { Cost = $"{item.Cost}.{item.Type:000}" }).ToList();
        delivery.Write("all.csv", [AwsRow.Header, .. rows.Select(row => row.ToString())]);

        var result = await delivery.ImportAsync(BillFileFormat.AwsCur);

        var expected = rows.GroupBy(row => row.Currency)
            .ToDictionary(group => group.Key, group => group.Sum(row => decimal.Parse(row.Cost, CultureInfo.InvariantCulture)));
        var stored = delivery.Lines().GroupBy(line => line.Currency!)
            .ToDictionary(group => group.Key, group => group.Sum(line => line.Amount!.Value));
        Assert.Equal(expected, stored);
        Assert.Equal(expected, result.Amounts.ToDictionary());
    }

    [Fact]
    public async Task RemovedRows_AreDeleted_EvenIfAWholeDayIsMissing()
    {
        using var delivery = new Delivery();
        string[] rows = [.. Enumerable.Range(1, 3).Select(day => new AwsRow { Time = AwsRow.At(day, 0) }.ToString())];
        delivery.Write("all.csv", [AwsRow.Header, .. rows]);
        await delivery.LinesAsync(BillFileFormat.AwsCur);

        delivery.Write("all.csv", AwsRow.Header, rows[0], rows[2]);
        var result = await delivery.ImportAsync(BillFileFormat.AwsCur);

        Assert.Equal([1, 0, 1], delivery.Buckets().Select(bucket => bucket.Lines.Count));
        Assert.Equal((2, 1), (result.Days[BillChange.Unchanged], result.Days[BillChange.Restated]));
    }

    [Fact]
    public async Task DryRun_StoresNothing()
    {
        using var delivery = new Delivery();
        delivery.Write("all.csv", AwsRow.Header, new AwsRow().ToString());

        var result = await delivery.ImportAsync(
            new BillImportOptions { Format = BillFileFormat.AwsCur, Paths = [delivery.Folder], IsDryRun = true, Scope = "x" });

        Assert.False(result.IsStored);
        Assert.Equal((1, 0.0045m), (result.Lines, result.Amounts["USD"]));
        Assert.Empty(delivery.Buckets());
    }

    [Fact]
    public async Task ManyRows_AreReadInBoundedMemory_WithProgress()
    {
        const int Rows = 200_000;
        using var delivery = new Delivery();
        var padding = new string('x', 100);
        var path = delivery.Write("all.csv", Enumerable.Range(0, Rows).Select(i => new AwsRow
        {
            Time = AwsRow.At((i % 30) + 1, i % 24),
            UsageType = s_types[i / 30 % 3],
            Cost = "0.000001",
            Description = $"{i} {padding}",
        }.ToString()).Prepend(AwsRow.Header));
        var progress = new MemoryOfProgress();
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var result = await delivery.ImportAsync(
            new BillImportOptions { Format = BillFileFormat.AwsCur, Paths = [path], Progress = progress });

        Assert.Equal((Rows, 90, 0.2m), (result.Rows, result.Lines, result.Amounts["USD"]));
        Assert.Equal(new FileInfo(path).Length, progress.Last.BytesRead);
        Assert.Equal(progress.Last.TotalBytes, progress.Last.BytesRead);
        Assert.True(new FileInfo(path).Length > 40_000_000, "The file is too small for a meaningful test.");
        Assert.True(progress.Peak - before < 12_000_000, $"{progress.Peak - before:N0} bytes were in use.");
    }

    private static AwsRow Row((byte Day, byte Type, short Cost) item) => new()
    {
        Time = AwsRow.At((item.Day % 28) + 1, item.Day % 24),
        UsageType = s_types[item.Type % 3],
        Currency = s_currencies[item.Type / 3 % 3],
        Cost = $"{item.Cost}{s_scales[item.Type / 9 % 4]}",
    };

    private static bool AreEqual(
        (DateTimeOffset Start, List<BillLine> Lines) one, (DateTimeOffset Start, List<BillLine> Lines) other) =>
        one.Start == other.Start && one.Lines.SequenceEqual(other.Lines);

    private sealed class MemoryOfProgress : IProgress<BillImportProgress>
    {
        public long Peak { get; private set; }

        public BillImportProgress Last { get; private set; }

        public void Report(BillImportProgress value)
        {
            Last = value;
            Peak = Math.Max(Peak, GC.GetTotalMemory(forceFullCollection: true));
        }
    }
}
