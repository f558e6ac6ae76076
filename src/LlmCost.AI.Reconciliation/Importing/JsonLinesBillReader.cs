using System.Text;
using System.Text.Json;

namespace LlmCost.AI;

/// <summary>Reads JSON Lines, the format in which BigQuery exports tables with nested columns. Null columns are absent.</summary>
internal sealed class JsonLinesBillReader : BillFileReader
{
    private readonly Stream _stream;
    private readonly StreamReader _reader;
    private readonly List<string> _columns = [];
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<string?> _texts = [];
    private readonly bool _hasColumns;
    private Dictionary<string, string>? _first;

    /// <summary>Reads the first line, which contains at least the columns that are never null.</summary>
    /// <exception cref="BillFileException">The file is empty, or is truncated.</exception>
    public JsonLinesBillReader(Stream file)
    {
        _stream = GzipText.Open(file);
        _reader = new StreamReader(_stream, Encoding.UTF8);
        try
        {
            _first = Next() ?? throw new BillFileException("The file is empty.");
        }
        catch (BillRowException e)
        {
            throw new BillFileException(e.Message, Line, e);
        }

        _hasColumns = true;
    }

    public override IReadOnlyList<string> Columns => _columns;

    public override IEnumerable<KeyValuePair<string, string>> Raw =>
        from number in _numbers
        let text = _texts[number.Value]
        where text is not null
        select KeyValuePair.Create(number.Key, text);

    public override int Find(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (_first!.ContainsKey(Key(name)))
            {
                return Select(Key(name));
            }
        }

        return -1;
    }

    /// <inheritdoc/>
    /// <remarks>An optional column can be missing from the first row, because rows omit null columns.</remarks>
    public override int Optional(params ReadOnlySpan<string> names) =>
        Find(names) is >= 0 and var column ? column : Select(Key(names[0]));

    public override ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var row = _first ?? Next();
        _first = null;
        if (row is null)
        {
            return ValueTask.FromResult(false);
        }

        foreach (var (key, number) in _numbers)
        {
            _texts[number] = row.GetValueOrDefault(key);
        }

        return ValueTask.FromResult(true);
    }

    public override string? Text(int column) => column < 0 ? null : _texts[column];

    public override ValueTask DisposeAsync()
    {
        _reader.Dispose();
        return ValueTask.CompletedTask;
    }

    private int Select(string key)
    {
        if (!_numbers.TryGetValue(key, out var number))
        {
            _numbers.Add(key, number = _texts.Count);
            _texts.Add(null);
        }

        return number;
    }

    private Dictionary<string, string>? Next()
    {
        while (ReadLine() is { } line)
        {
            Line++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            try
            {
                using var json = JsonDocument.Parse(line);
                var row = new Dictionary<string, string>(StringComparer.Ordinal);
                if (json.RootElement.ValueKind is not JsonValueKind.Object)
                {
                    throw new BillRowException("The line is not a JSON object.");
                }

                Flatten(json.RootElement, "", row);
                return row;
            }
            catch (JsonException e)
            {
                // In a complete file, the last line is complete JSON.
                throw _reader.EndOfStream
                    ? new BillFileException("The file is truncated: its last line is not complete JSON.", Line, e)
                    : new BillRowException($"The line is not JSON: {e.Message}");
            }
        }

        return null;
    }

    private string? ReadLine()
    {
        try
        {
            return _reader.ReadLine();
        }
        catch (InvalidDataException e)
        {
            throw new BillFileException($"The file is damaged: {e.Message}", Line + 1, e);
        }
    }

    private void Flatten(JsonElement element, string prefix, Dictionary<string, string> row)
    {
        foreach (var property in element.EnumerateObject())
        {
            var name = prefix.Length is 0 ? property.Name : $"{prefix}.{property.Name}";
            if (property.Value.ValueKind is JsonValueKind.Object)
            {
                Flatten(property.Value, name, row);
            }
            else if (property.Value.ValueKind is not JsonValueKind.Null)
            {
                row.TryAdd(Key(name), property.Value.ToString());
                if (!_hasColumns)
                {
                    _columns.Add(name);
                }
            }
        }
    }
}
