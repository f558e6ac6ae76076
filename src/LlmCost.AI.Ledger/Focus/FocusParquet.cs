namespace LlmCost.AI;

/// <summary>Writes rows as Parquet.</summary>
internal static class FocusParquet
{
    private const int RowsPerGroup = 100_000;

    public static async Task WriteAsync(
        IReadOnlyList<ParquetColumn<FocusRow>> columns,
        IReadOnlyList<FocusRow> rows,
        Stream stream,
        CancellationToken cancellationToken)
    {
        // The Parquet writer needs a stream that can seek; pipes can't.
        using var buffer = new MemoryStream();
        var table = new ParquetTable<FocusRow>(columns, row => $"The charge '{row.ChargeDescription}' of {row.PeriodStart:u}");
        var writer = await table.CreateAsync(buffer, cancellationToken).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            foreach (var part in rows.Chunk(RowsPerGroup))
            {
                await table.WriteAsync(writer, part, cancellationToken).ConfigureAwait(false);
            }
        }

        buffer.Position = 0;
        await buffer.CopyToAsync(stream, cancellationToken).ConfigureAwait(false);
    }
}
