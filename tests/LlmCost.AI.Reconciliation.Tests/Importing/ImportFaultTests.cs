using System.Text;

namespace LlmCost.AI.Reconciliation.Tests.Importing;

/// <summary>Faults are reported with file and line, valid rows are imported, and a truncated file replaces nothing.</summary>
public sealed class ImportFaultTests : IDisposable
{
    private readonly Delivery _delivery = new();

    public void Dispose() => _delivery.Dispose();

    [Fact]
    public async Task TruncatedGzip_IsDetected_WhereverItEnds()
    {
        await KeepAsync();
        var path = _delivery.Write("report.csv.gz", [AwsRow.Header, .. Rows(200)]);
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);

        foreach (var length in Enumerable.Range(0, bytes.Length).Where(
            length => length < 60 || length % 37 is 0 || length > bytes.Length - 12))
        {
            await File.WriteAllBytesAsync(path, bytes[..length], TestContext.Current.CancellationToken);

            var result = await _delivery.ImportAsync(BillFileFormat.AwsCur);

            Assert.True(
                result.Faults.Any(fault => fault.IsFatal && fault.File == path),
                $"Not detected at {length} of {bytes.Length} bytes.");
            AssertKept(result);
        }
    }

    [Fact]
    public async Task GzipWithSeveralMembers_IsNotTruncated()
    {
        var path = _delivery.Write("report.csv.gz", AwsRow.Header, new AwsRow().ToString());
        var first = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        _delivery.Write("second.csv.gz", Rows(3));
        File.Move(Path.Combine(_delivery.Folder, "second.csv.gz"), path + ".bin");
        var second = await File.ReadAllBytesAsync(path + ".bin", TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(path, [.. first, .. second], TestContext.Current.CancellationToken);

        var result = await _delivery.ImportAsync(BillFileFormat.AwsCur);

        Assert.True(result.IsStored);
        Assert.Equal(4, result.Rows);
    }

    [Fact]
    public async Task TruncatedParquet_IsDetected()
    {
        await KeepAsync();
        var path = Path.Combine(_delivery.Folder, "report.parquet");
        await ParquetFile.WriteAsync(path, ("line_item_usage_type", ParquetFile.Texts("a", "b")));
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        foreach (var length in Enumerable.Range(0, bytes.Length))
        {
            await File.WriteAllBytesAsync(path, bytes[..length], TestContext.Current.CancellationToken);

            var result = await _delivery.ImportAsync(BillFileFormat.AwsCur);

            Assert.Contains("no footer", Assert.Single(result.Faults, fault => fault.IsFatal).Message);
            AssertKept(result);
        }
    }

    [Fact]
    public async Task UnclosedQuote_IsATruncatedFile_ReportedWithItsLine()
    {
        await KeepAsync();
        var path = _delivery.Write("report.csv", AwsRow.Header, new AwsRow().ToString());
        await File.AppendAllTextAsync(path, "id,999,2026-11-01,\"2026-11", Encoding.UTF8, TestContext.Current.CancellationToken);

        var result = await _delivery.ImportAsync(BillFileFormat.AwsCur);

        var fault = Assert.Single(result.Faults);
        Assert.Equal((path, 3L, true), (fault.File, fault.Line, fault.IsFatal));
        Assert.Contains("a quote is not closed", fault.Message);
        AssertKept(result);
    }

    [Fact]
    public async Task IncompleteLastLine_IsATruncatedFile()
    {
        await KeepAsync();
        var path = _delivery.Write("report.csv", AwsRow.Header, new AwsRow().ToString());
        await File.AppendAllTextAsync(path, "id,999,2026-11-01,2026-11", TestContext.Current.CancellationToken);

        var result = await _delivery.ImportAsync(BillFileFormat.AwsCur);

        Assert.Contains("ends early", Assert.Single(result.Faults, fault => fault.IsFatal).Message);
        AssertKept(result);
    }

    [Fact]
    public async Task TruncatedJsonLines_IsDetected()
    {
        var path = Path.Combine(_delivery.Folder, "export.jsonl");
        const string Row = """{"service":{"description":"Vertex AI"},"sku":{"description":"x"},"usage_start_time":"2026-11-01","""
            + """ "cost":1,"currency":"USD"}""";
        await File.WriteAllTextAsync(path, $"{Row}\nnot json\n{Row}\n{Row[..40]}", TestContext.Current.CancellationToken);

        var result = await _delivery.ImportAsync(BillFileFormat.Gcp);

        Assert.Equal([(2L, false), (4L, true)], result.Faults.Select(fault => (fault.Line!.Value, fault.IsFatal)));
        Assert.False(result.IsStored);
        Assert.Empty(_delivery.Buckets());
    }

    [Fact]
    public async Task MissingColumn_IsReportedWithTheNearestName_AndNothingIsStored()
    {
        await KeepAsync();
        _delivery.Write(
            "report.csv",
            AwsRow.Header.Replace("line_item_usage_type", "line_item_usage_typ", StringComparison.Ordinal),
            new AwsRow().ToString());

        var result = await _delivery.ImportAsync(BillFileFormat.AwsCur);

        Assert.Contains(
            "There is no column 'line_item_usage_type'; did you mean 'line_item_usage_typ'?",
            Assert.Single(result.Faults, fault => fault.IsFatal).Message);
        AssertKept(result);
    }

    [Theory]
    [InlineData("'1,5' in column 'line_item_unblended_cost' is not a number", "\"1,5\"", "USD")]
    [InlineData("'7e28' in column 'line_item_unblended_cost' is too large", "7e28", "USD")]
    [InlineData("'N/A' in column 'line_item_unblended_cost' is not a number", "N/A", "USD")]
    [InlineData("'US$' in column 'line_item_currency_code' is not the ISO 4217 code", "1", "US$")]
    [InlineData("'ABC' in column 'line_item_currency_code' is not the ISO 4217 code", "1", "ABC")]
    [InlineData("Column 'line_item_currency_code' is empty", "1", "")]
    public async Task UnreadableRow_IsReported_AndStored_AndTheImportContinues(string words, string cost, string currency)
    {
        var path = _delivery.Write(
            "report.csv",
            AwsRow.Header,
            new AwsRow().ToString(),
            new AwsRow { Cost = cost, Currency = currency }.ToString(),
            new AwsRow().ToString());

        var result = await _delivery.ImportAsync(BillFileFormat.AwsCur);

        var fault = Assert.Single(result.Faults);
        Assert.Equal((path, 3L, false), (fault.File, fault.Line, fault.IsFatal));
        Assert.Contains(words, fault.Message);
        Assert.True(result.IsStored);
        Assert.Equal(0.009m, Assert.Single(result.Amounts).Value);
        var kept = Assert.Single(_delivery.Lines(), line => line.Kind is BillLineKind.Unknown);
        Assert.Contains("\"line_item_usage_type\":\"USE1-Claude4.6Sonnet-input-tokens\"", kept.Raw);
        Assert.Null(kept.Amount);
    }

    [Fact]
    public async Task RowWithoutTimeOrColumns_IsCounted()
    {
        _delivery.Write(
            "report.csv",
            AwsRow.Header,
            "a,b",
            new AwsRow { Time = "yesterday" }.ToString(),
            new AwsRow { Time = "9999-12-31" }.ToString(),
            "",
            new AwsRow().ToString());

        var result = await _delivery.ImportAsync(BillFileFormat.AwsCur);

        Assert.Equal([2L, 3L, 4L], result.Faults.Select(fault => fault.Line!.Value));
        Assert.Equal((4L, 3L, 1), (result.Rows, result.FaultCount, result.Lines));
    }

    [Fact]
    public async Task ManyFaults_AreCounted_AndOnlyTheFirstAreListed()
    {
        _delivery.Write("report.csv", [AwsRow.Header, .. Enumerable.Repeat(new AwsRow { Cost = "x" }.ToString(), 5_000)]);

        var result = await _delivery.ImportAsync(BillFileFormat.AwsCur);

        Assert.Equal((5_000L, 100), (result.FaultCount, result.Faults.Count));
    }

    [Fact]
    public async Task EmptyFile_IsAFault()
    {
        _delivery.Write("report.csv");
        await File.WriteAllBytesAsync(Path.Combine(_delivery.Folder, "report.csv"), [], TestContext.Current.CancellationToken);

        Assert.Contains("empty", Assert.Single((await _delivery.ImportAsync(BillFileFormat.AwsCur)).Faults).Message);
    }

    [Fact]
    public async Task MissingPathOrEmptyFolder_Throws()
    {
        await Assert.ThrowsAsync<FileNotFoundException>(() => _delivery.ImportAsync(BillFileFormat.AwsCur));
        await Assert.ThrowsAsync<FileNotFoundException>(
            () => _delivery.ImportAsync(new BillImportOptions { Format = BillFileFormat.Focus, Paths = ["/no/such/file.csv"] }));
        await Assert.ThrowsAsync<ArgumentException>(() => _delivery.ImportAsync(BillFileFormat.Csv));
    }

    private static IEnumerable<string> Rows(int count) =>
        Enumerable.Range(0, count).Select(
            i => new AwsRow { Time = AwsRow.At((i % 28) + 1, i % 24), Cost = $"{i * 7919 % 1000}.{i}" }.ToString());

    /// <summary>Stores a day that an import of a truncated file must not replace.</summary>
    private async Task KeepAsync()
    {
        var path = _delivery.Write("before.csv", AwsRow.Header, new AwsRow { Cost = "777" }.ToString());
        await _delivery.LinesAsync(BillFileFormat.AwsCur);
        File.Delete(path);
    }

    private void AssertKept(BillImportResult result)
    {
        Assert.False(result.IsStored);
        Assert.Empty(result.Days);
        Assert.Equal(777, Assert.Single(_delivery.Lines()).Amount);
    }
}
