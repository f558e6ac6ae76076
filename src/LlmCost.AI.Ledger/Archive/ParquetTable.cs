using System.Globalization;
using System.IO.Compression;
using Parquet;
using Parquet.Schema;

namespace LlmCost.AI;

/// <summary>Writes rows to Parquet files.</summary>
/// <typeparam name="T">The type of a row.</typeparam>
/// <param name="columns">The columns.</param>
/// <param name="describe">Returns the name of a row for error messages.</param>
internal sealed class ParquetTable<T>(IReadOnlyList<ParquetColumn<T>> columns, Func<T, string> describe)
{
    private const int Precision = 38;
    private const int Decimals = 18;

    private readonly DataField[] _fields = [.. columns.Select(column => Field(column.Name, column.Type))];

    /// <summary>Creates a file. The stream must be able to seek.</summary>
    public Task<ParquetWriter> CreateAsync(Stream stream, CancellationToken cancellationToken) => ParquetWriter.CreateAsync(
        new ParquetSchema(_fields),
        stream,
        new ParquetOptions
        {
            CompressionMethod = CompressionMethod.Zstd,

            // The default level compresses best, but takes many times longer and saves little space.
            CompressionLevel = CompressionLevel.Optimal,
        },
        cancellationToken: cancellationToken);

    /// <summary>Writes rows as one row group.</summary>
    /// <exception cref="InvalidDataException">
    /// A value has too many digits for its column; values are never rounded. The message names the row.
    /// </exception>
    public async Task WriteAsync(ParquetWriter writer, T[] rows, CancellationToken cancellationToken)
    {
        using var group = writer.CreateRowGroup();
        for (var i = 0; i < _fields.Length; i++)
        {
            await WriteAsync(group, _fields[i], columns[i], rows, cancellationToken).ConfigureAwait(false);
        }
    }

    private static DataField Field(string name, ParquetType type) => type switch
    {
        ParquetType.Text => new DataField(name, typeof(string), isNullable: true),
        ParquetType.Amount => new DecimalDataField(name, Precision, Decimals, isNullable: true),
        ParquetType.Count => new DataField(name, typeof(long), isNullable: false),
        ParquetType.Time => new DateTimeDataField(
            name, DateTimeFormat.Timestamp, isAdjustedToUTC: true, DateTimeTimeUnit.Micros, isNullable: false),
        ParquetType.Flag => new DataField(name, typeof(bool), isNullable: false),
        _ => new DataField(name, typeof(Guid), isNullable: false),
    };

    private Task WriteAsync(
        ParquetRowGroupWriter group, DataField field, ParquetColumn<T> column, T[] rows, CancellationToken cancellationToken) =>
        column.Type switch
        {
            ParquetType.Text => group.WriteAsync(field, Array.ConvertAll(rows, row => (string?)column.Read(row))!),
            ParquetType.Count => group.WriteAsync<long>(field, Values<long>(column, rows), cancellationToken: cancellationToken),
            ParquetType.Time => group.WriteAsync<DateTime>(
                field, Values<DateTime>(column, rows), cancellationToken: cancellationToken),
            ParquetType.Flag => group.WriteAsync<bool>(field, Values<bool>(column, rows), cancellationToken: cancellationToken),
            ParquetType.Id => group.WriteAsync<Guid>(field, Values<Guid>(column, rows), cancellationToken: cancellationToken),
            _ => group.WriteAsync<decimal>(
                field, Array.ConvertAll(rows, row => Amount(column, row)), cancellationToken: cancellationToken),
        };

    private static TValue[] Values<TValue>(ParquetColumn<T> column, T[] rows) =>
        Array.ConvertAll(rows, row => (TValue)column.Read(row)!);

    private decimal? Amount(ParquetColumn<T> column, T row)
    {
        if (column.Read(row) is not decimal value)
        {
            return null;
        }

        return value.Scale <= Decimals || (value = MoneyText.Trim(value)).Scale <= Decimals
            ? value
            : throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture,
                $"{describe(row)} has {value} as {column.Name}, which does not fit into a Parquet file: ")
                + $"it must have at most {Decimals} decimals.");
    }
}
