using System.Globalization;
using System.Text.Json.Nodes;
using Parquet;
using Parquet.Data;
using Parquet.Schema;

namespace LlmCost.AI;

/// <summary>
/// Reads Parquet, one row group after another. Fields of structures are columns, and a repeated structure such as <c>credits</c>
/// is one column with a JSON array.
/// </summary>
internal sealed class ParquetBillReader : BillFileReader
{
    private readonly ParquetReader _reader;
    private readonly Dictionary<string, DataField[]> _fields = new(StringComparer.Ordinal);
    private readonly List<string> _columns = [];
    private readonly List<string> _selected = [];
    private string?[][] _texts = [];
    private int _group = -1;
    private int _row = -1;
    private int _count;

    private ParquetBillReader(ParquetReader reader)
    {
        _reader = reader;
        foreach (var column in reader.Schema.DataFields.GroupBy(Name))
        {
            _columns.Add(column.Key);
            _fields.TryAdd(Key(column.Key), [.. column]);
        }
    }

    public override IReadOnlyList<string> Columns => _columns;

    public override string LineName => "row";

    public override IEnumerable<KeyValuePair<string, string>> Raw =>
        from i in Enumerable.Range(0, _selected.Count)
        let text = Text(i)
        where text is not null
        select KeyValuePair.Create(_selected[i], text);

    /// <summary>Reads the schema of a file.</summary>
    /// <exception cref="BillFileException">The file is not a Parquet file, or ends without its footer.</exception>
    public static async Task<ParquetBillReader> OpenAsync(Stream file, CancellationToken cancellationToken)
    {
        try
        {
            return new ParquetBillReader(await ParquetReader.CreateAsync(
                file, new ParquetOptions { UseBigDecimal = true }, cancellationToken: cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw new BillFileException("The file is truncated, or is not Parquet: it has no footer.", inner: e);
        }
    }

    public override int Find(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            var key = Key(name);
            if (_fields.ContainsKey(key))
            {
                if (_selected.IndexOf(key) is >= 0 and var index)
                {
                    return index;
                }

                _selected.Add(key);
                return _selected.Count - 1;
            }
        }

        return -1;
    }

    public override async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        while (++_row >= _count)
        {
            if (++_group >= _reader.RowGroupCount)
            {
                return false;
            }

            cancellationToken.ThrowIfCancellationRequested();
            (_row, _count) = (-1, 0);
            try
            {
                using var group = _reader.OpenRowGroupReader(_group);
                var texts = new string?[_selected.Count][];
                for (var i = 0; i < texts.Length; i++)
                {
                    texts[i] = await ReadColumnAsync(group, _fields[_selected[i]], cancellationToken).ConfigureAwait(false);
                }

                _texts = texts;
                _count = checked((int)group.RowCount);
            }
            catch (Exception e) when (IsDamage(e))
            {
                throw new BillFileException($"The file is damaged: {e.Message}", Line + 1, e);
            }
        }

        Line++;
        return true;
    }

    public override string? Text(int column) => column < 0 ? null : _texts[column][_row];

    public override ValueTask DisposeAsync() => _reader.DisposeAsync();

    /// <summary>Returns true for the exceptions that the decoders throw for damaged files.</summary>
    private static bool IsDamage(Exception e) => e is IOException or InvalidDataException or ParquetException
        or ArgumentException or IndexOutOfRangeException or InvalidOperationException or OverflowException
        or NotSupportedException or NullReferenceException;

    private static string Name(DataField field) =>
        field.MaxRepetitionLevel is 0 ? string.Join('.', field.Path.ToList()) : field.Path.FirstPart!;

    private static async Task<string?[]> ReadColumnAsync(
        ParquetRowGroupReader group, DataField[] fields, CancellationToken cancellationToken)
    {
        if (fields[0].MaxRepetitionLevel is 0)
        {
            var texts = new string?[group.RowCount];
            var row = -1;
            await ReadAsync(group, fields[0], (_, text) => texts[++row] = text, cancellationToken).ConfigureAwait(false);
            return texts;
        }

        var arrays = new JsonArray?[group.RowCount];

        // Lists within lists contain no columns that a bill needs.
        foreach (var field in fields.Where(field => field.MaxRepetitionLevel is 1))
        {
            var (row, item, name) = (-1, 0, field.Path.ToList()[^1]);
            await ReadAsync(
                group,
                field,
                (isNew, text) =>
                {
                    (row, item) = isNew ? (row + 1, 0) : (row, item + 1);
                    if (text is not null)
                    {
                        var array = arrays[row] ??= [];
                        while (array.Count <= item)
                        {
                            array.Add((JsonNode)new JsonObject());
                        }

                        array[item]![name] = text;
                    }
                },
                cancellationToken).ConfigureAwait(false);
        }

        return Array.ConvertAll(arrays, array => array?.ToJsonString());
    }

    /// <summary>Reads the values of a field. Absent values are null.</summary>
    /// <param name="group">The row group.</param>
    /// <param name="field">The field.</param>
    /// <param name="add">A delegate that receives each value as text, and true if the value is the first of its row.</param>
    /// <param name="cancellationToken">A token that cancels the operation.</param>
    private static Task ReadAsync(
        ParquetRowGroupReader group, DataField field, Action<bool, string?> add, CancellationToken cancellationToken)
    {
        return field.ClrType switch
        {
            var type when type == typeof(ReadOnlyMemory<char>) || type == typeof(string) =>
                ReadAs<ReadOnlyMemory<char>>(text => text.Length is 0 ? null : text.ToString()),
            var type when type == typeof(double) => ReadAs<double>(number => number.ToString("R", CultureInfo.InvariantCulture)),
            var type when type == typeof(float) => ReadAs<float>(number => number.ToString("R", CultureInfo.InvariantCulture)),
            var type when type == typeof(BigDecimal) => ReadAs<BigDecimal>(BillNumber.Text),
            var type when type == typeof(decimal) => ReadAs<decimal>(number => number.ToString(CultureInfo.InvariantCulture)),
            var type when type == typeof(long) => ReadAs<long>(number => number.ToString(CultureInfo.InvariantCulture)),
            var type when type == typeof(int) => ReadAs<int>(number => number.ToString(CultureInfo.InvariantCulture)),
            var type when type == typeof(DateTime) => ReadAs<DateTime>(
                time => DateTime.SpecifyKind(time, DateTimeKind.Utc).ToString("O", CultureInfo.InvariantCulture)),
            var type when type == typeof(DateOnly) => ReadAs<DateOnly>(day => day.ToString("O", CultureInfo.InvariantCulture)),
            var type when type == typeof(bool) => ReadAs<bool>(flag => flag ? "true" : "false"),
            var type => throw new NotSupportedException($"Column '{field.Path}' has the type {type.Name}."),
        };

        async Task ReadAs<T>(Func<T, string?> text)
            where T : struct
        {
            // A repeated field has more values than the group has rows.
            var count = field.MaxRepetitionLevel is 0
                ? checked((int)group.RowCount)
                : checked((int)(group.GetMetadata(field)?.MetaData?.NumValues ?? 0));
            var values = new T[count];
            var definitions = field.MaxDefinitionLevel is 0 ? null : new int[count];
            var repetitions = field.MaxRepetitionLevel is 0 ? null : new int[count];
            await group.ReadRawAsync(
                field,
                values.AsMemory(),
                definitions is null ? (Memory<int>?)null : definitions.AsMemory(),
                repetitions is null ? (Memory<int>?)null : repetitions.AsMemory(),
                cancellationToken).ConfigureAwait(false);

            // Only present values are stored, but the definition and repetition levels also have entries for absent values.
            for (var (i, next) = (0, 0); i < count; i++)
            {
                var isPresent = definitions is null || definitions[i] == field.MaxDefinitionLevel;
                add(repetitions is null || repetitions[i] is 0, isPresent ? text(values[next++]) : null);
            }
        }
    }
}
