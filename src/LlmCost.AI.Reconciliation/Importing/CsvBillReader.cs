using System.Globalization;
using nietras.SeparatedValues;

namespace LlmCost.AI;

/// <summary>Reads CSV files, which can be compressed with gzip.</summary>
internal sealed class CsvBillReader : BillFileReader
{
    private readonly BillTextReader _reader;
    private readonly SepReader _csv;
    private readonly string[] _columns;
    private readonly Dictionary<string, int> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string?> _texts = [];
    private int[] _selected = [];
    private bool _isPeeked;
    private bool _isAtEnd;

    /// <summary>Reads the header.</summary>
    /// <exception cref="BillFileException">The file has no header, or is truncated.</exception>
    public CsvBillReader(Stream file, char? separator)
    {
        var stream = GzipText.Open(file);
        try
        {
            // By default, Sep, the CSV library, stops at the first row with a missing column, so its check of the number of
            // columns is disabled.
            _csv = (separator is { } one ? Sep.New(one).Reader(Configure) : Sep.Reader(Configure))
                .From(_reader = new BillTextReader(stream));
            if (!_csv.MoveNext())
            {
                throw new BillFileException("The file is empty.");
            }
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException or NotSupportedException)
        {
            throw new BillFileException($"The file can't be read: {e.Message}", 1, e);
        }

        var header = _csv.Current;
        CheckQuotes(header.Span, 1);
        _columns = new string[header.ColCount];
        for (var i = 0; i < _columns.Length; i++)
        {
            _columns[i] = header[i].ToString().Trim();

            // If several columns have the same name, the first one is read.
            _keys.TryAdd(Key(_columns[i]), i);
        }
    }

    public override IReadOnlyList<string> Columns => _columns;

    public override IEnumerable<KeyValuePair<string, string>> Raw =>
        from column in _selected
        let text = Text(column)
        where text is not null
        select KeyValuePair.Create(_columns[column], text);

    public override int Find(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (_keys.TryGetValue(Key(name), out var column))
            {
                if (_texts.TryAdd(column, null))
                {
                    _selected = [.. _selected, column];
                }

                return column;
            }
        }

        return -1;
    }

    public override ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (_isPeeked || MoveNext())
        {
            _isPeeked = false;
            var row = _csv.Current;
            Line = row.LineNumberFrom;
            CheckQuotes(row.Span, Line);
            if (row.Span.Trim().IsEmpty)
            {
                continue;
            }

            if (row.ColCount != _columns.Length)
            {
                throw Mismatch(row.ColCount);
            }

            foreach (var column in _selected)
            {
                var text = row[column];
                _texts[column] = text.Span.IsEmpty ? null : text.ToString();
            }

            return ValueTask.FromResult(true);
        }

        return ValueTask.FromResult(false);
    }

    public override string? Text(int column) => _texts.GetValueOrDefault(column);

    public override ValueTask DisposeAsync()
    {
        _csv.Dispose();
        _reader.Dispose();
        return ValueTask.CompletedTask;
    }

    private static SepReaderOptions Configure(SepReaderOptions options) => options with
    {
        HasHeader = false,
        Unescape = true,
        DisableColCountCheck = true,
        CultureInfo = CultureInfo.InvariantCulture,

        // Strings are pooled, because most columns repeat a few values.
        CreateToString = SepToString.PoolPerCol(maximumStringLength: 256),
    };

    /// <summary>
    /// Throws if a quote is not closed. In this case, the row extends to the end of the file, and its number of quotes is odd.
    /// </summary>
    private static void CheckQuotes(ReadOnlySpan<char> row, long line)
    {
        if (row.Count('"') % 2 is not 0)
        {
            throw new BillFileException("The file is truncated: a quote is not closed.", line);
        }
    }

    private Exception Mismatch(int count)
    {
        var message = string.Create(
            CultureInfo.InvariantCulture, $"the row has {count} columns, and the header has {_columns.Length}.");
        _isPeeked = MoveNext();

        // If the last line has too few columns and no line break, the file was cut off in this line.
        return !_isPeeked && count < _columns.Length && !_reader.EndsLine
            ? new BillFileException($"The file is truncated: it ends early, {message}", Line)
            : new BillRowException(char.ToUpperInvariant(message[0]) + message[1..]);
    }

    private bool MoveNext()
    {
        try
        {
            return !_isAtEnd && !(_isAtEnd = !_csv.MoveNext());
        }
        catch (InvalidDataException e)
        {
            throw new BillFileException($"The file is truncated or damaged: {e.Message}", Line, e);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new BillFileException("The file is truncated: a quote is not closed.", Line + 1, e);
        }
    }
}
