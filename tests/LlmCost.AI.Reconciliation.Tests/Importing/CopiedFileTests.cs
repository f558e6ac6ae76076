namespace LlmCost.AI.Reconciliation.Tests.Importing;

/// <summary>No row of a delivery is counted twice, even if files are copied or earlier versions are present.</summary>
public sealed class CopiedFileTests : IDisposable
{
    private const string Period = "data/BILLING_PERIOD=2026-11";

    private readonly Delivery _delivery = new();

    public void Dispose() => _delivery.Dispose();

    [Fact]
    public async Task Copies_AreCountedOnce_RegardlessOfNameAndCompression()
    {
        var rows = new[] { AwsRow.Header, new AwsRow { Cost = "5" }.ToString() };
        _delivery.Write("a.csv", rows);
        var copies = new[] { _delivery.Write("b.csv", rows), _delivery.Write("copies/a.csv.gz", rows) };
        _delivery.Write("other.csv", AwsRow.Header, new AwsRow { Cost = "7" }.ToString());

        var result = await _delivery.ImportAsync(BillFileFormat.AwsCur);

        Assert.Equal((2, 12m), (result.Files, result.Amounts["USD"]));
        Assert.Equal(copies, result.UnreadFiles);
        Assert.True(result.IsStored);
    }

    [Fact]
    public async Task CopiesOfGoogleFiles_AreCountedOnce()
    {
        string[] rows =
        [
            """{"usage_start_time":"2026-11-01T00:00:00Z","project":{"id":"p"},"service":{"description":"Vertex AI"},"""
                + """ "sku":{"id":"1","description":"x"},"cost":4,"currency":"USD","cost_type":"regular"}""",
        ];
        _delivery.Write("export-000000000000.json", rows);
        _delivery.Write("export-000000000000 (1).json", rows);

        var result = await _delivery.ImportAsync(BillFileFormat.Gcp);

        Assert.Equal((1, 4m), (result.Files, result.Amounts["USD"]));
        Assert.Single(result.UnreadFiles);
    }

    [Fact]
    public async Task DamagedFilesOfTheSameSize_AreReported_AndNotTreatedAsCopies()
    {
        var (first, second) = (_delivery.Write("a.csv.gz", AwsRow.Header), _delivery.Write("b.csv.gz", AwsRow.Header));
        foreach (var path in (string[])[first, second])
        {
            var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
            Array.Fill(bytes, (byte)0xFF, 20, 20);
            await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);
        }

        var result = await _delivery.ImportAsync(BillFileFormat.AwsCur);

        Assert.Equal([first, second], result.Faults.Where(fault => fault.IsFatal).Select(fault => fault.File));
    }

    [Theory]
    [InlineData(Period, "metadata/BILLING_PERIOD=2026-11", "dataFiles", "s3://bucket/prefix/export/")]
    [InlineData("data/billing_period=2026-11", "metadata/billing_period=2026-11", "dataFiles", "s3://bucket/prefix/export/")]
    [InlineData("20261101-20261201", "20261101-20261201", "reportKeys", "prefix/report/")]
    public async Task Manifest_SelectsTheCurrentVersion(string period, string manifests, string property, string bucket)
    {
        var earlier = WriteVersion($"{period}/2026-11-05T00:00:00.000Z-1", "report-1.csv", cost: 3);
        WriteVersion($"{period}/2026-11-06T00:00:00.000Z-2", "report-1.csv", cost: 5);
        WriteVersion($"{period}/2026-11-06T00:00:00.000Z-2", "report-2.csv.gz", cost: 6);
        WriteManifest(manifests, property,
        [
            $"{bucket}{period}/2026-11-06T00:00:00.000Z-2/report-1.csv",
            $"{bucket}{period}/2026-11-06T00:00:00.000Z-2/report-2.csv.gz",
        ]);

        var result = await _delivery.ImportAsync(BillFileFormat.AwsCur);

        Assert.Equal((2, 11m), (result.Files, result.Amounts["USD"]));
        Assert.Equal([earlier], result.UnreadFiles);
    }

    [Fact]
    public async Task ManifestOfAnEarlierVersion_IsNotUsedForThePeriod()
    {
        WriteVersion($"{Period}/1", "report-1.csv", cost: 3);
        WriteVersion($"{Period}/2", "report-1.csv", cost: 5);
        WriteManifest("metadata/BILLING_PERIOD=2026-11/1", "dataFiles", [$"s3://bucket/{Period}/1/report-1.csv"]);
        WriteManifest("metadata/BILLING_PERIOD=2026-11", "dataFiles", [$"s3://bucket/{Period}/2/report-1.csv"]);

        var result = await _delivery.ImportAsync(BillFileFormat.AwsCur);

        Assert.Equal((1, 5m), (result.Files, result.Amounts["USD"]));
    }

    [Fact]
    public async Task EarlierVersion_IsReadIfItIsNamed()
    {
        var earlier = WriteVersion($"{Period}/1", "report-1.csv", cost: 3);
        WriteVersion($"{Period}/2", "report-1.csv", cost: 5);
        WriteManifest("metadata/BILLING_PERIOD=2026-11", "dataFiles", [$"s3://bucket/{Period}/2/report-1.csv"]);

        var result = await _delivery.ImportAsync(new BillImportOptions { Format = BillFileFormat.AwsCur, Paths = [earlier] });

        Assert.Equal((1, 3m), (result.Files, result.Amounts["USD"]));
    }

    [Fact]
    public async Task SeveralVersionsWithoutAManifest_AreNotStored()
    {
        WriteVersion($"{Period}/1", "report-1.csv", cost: 3);
        WriteVersion($"{Period}/2", "report-1.csv", cost: 5);

        var result = await _delivery.ImportAsync(BillFileFormat.AwsCur);

        Assert.False(result.IsStored);
        Assert.Contains("has several versions of the period", Assert.Single(result.Faults).Message);
    }

    [Fact]
    public async Task MissingFileOfTheManifest_MakesTheDeliveryIncomplete()
    {
        WriteVersion(Period, "report-1.csv", cost: 3);
        WriteManifest(
            "metadata/BILLING_PERIOD=2026-11", "dataFiles",
            [$"s3://bucket/{Period}/report-1.csv", $"s3://bucket/{Period}/report-2.csv"]);

        var result = await _delivery.ImportAsync(BillFileFormat.AwsCur);

        Assert.False(result.IsStored);
        Assert.Contains("report-2.csv', which does not exist.", Assert.Single(result.Faults).Message);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"dataFiles\": 1}")]
    [InlineData("{\"dataFiles\": [")]
    public async Task UnreadableManifest_IsAFault(string manifest)
    {
        WriteVersion(Period, "report-1.csv", cost: 3);
        _delivery.Write("metadata/BILLING_PERIOD=2026-11/report-Manifest.json", manifest);

        var result = await _delivery.ImportAsync(BillFileFormat.AwsCur);

        Assert.False(result.IsStored);
        Assert.Contains("does not list the files of the export", Assert.Single(result.Faults).Message);
    }

    private string WriteVersion(string folder, string name, int cost) =>
        _delivery.Write($"{folder}/{name}", AwsRow.Header, new AwsRow { Cost = $"{cost}" }.ToString());

    private void WriteManifest(string folder, string property, string[] keys) => _delivery.Write(
        $"{folder}/report-Manifest.json", $"{{\"{property}\": [{string.Join(", ", keys.Select(key => $"\"{key}\""))}]}}");
}
