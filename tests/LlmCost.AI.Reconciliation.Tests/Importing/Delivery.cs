using System.IO.Compression;
using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace LlmCost.AI.Reconciliation.Tests.Importing;

/// <summary>A folder with files, and the store that imports them.</summary>
internal sealed class Delivery : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public Delivery()
    {
        Store = BillStore.Open(BillsFile);
        Directory.CreateDirectory(Folder);
    }

    public BillStore Store { get; }

    public string BillsFile => _folder.File("bills.db");

    public string Folder => _folder.File("files");

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 12, 5, 0, 0, 0, TimeSpan.Zero));

    public string Write(string name, params IEnumerable<string> lines)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using Stream file = File.Create(path);
        using var stream = name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionLevel.Fastest) : file;
        using var text = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        foreach (var line in lines)
        {
            text.Write(line);
            text.Write("\r\n");
        }

        return path;
    }

    /// <summary>Imports the folder.</summary>
    public Task<BillImportResult> ImportAsync(BillFileFormat format, BillColumnMap? map = null, bool allServices = false) =>
        ImportAsync(new BillImportOptions
        {
            Format = format,
            Paths = [Folder],
            Map = map,
            IncludesAllServices = allServices,
            TimeProvider = Clock,
        });

    public Task<BillImportResult> ImportAsync(BillImportOptions options) =>
        BillImport.RunAsync(Store, options, TestContext.Current.CancellationToken);

    /// <summary>Imports the folder, asserts that there are no faults, and returns the lines.</summary>
    public async Task<IReadOnlyList<BillLine>> LinesAsync(
        BillFileFormat format, BillColumnMap? map = null, bool allServices = false)
    {
        var result = await ImportAsync(format, map, allServices);
        Assert.Empty(result.Faults);
        Assert.True(result.IsStored);
        return Lines();
    }

    public IReadOnlyList<BillLine> Lines() => [.. Buckets().SelectMany(bucket => bucket.Lines)];

    public IReadOnlyList<BillBucket> Buckets() =>
        Store.Read(LedgerPeriod.Days(new DateOnly(2026, 1, 1), new DateOnly(2026, 12, 31)));

    public void Dispose()
    {
        Store.Dispose();
        _folder.Dispose();
    }
}
