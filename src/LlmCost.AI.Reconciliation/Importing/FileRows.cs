using System.Text;
using System.Text.Json;

namespace LlmCost.AI;

/// <summary>Adds up the rows of a file.</summary>
internal sealed class FileRows(string path, BillImportOptions options)
{
    /// <summary>
    /// The name of the meter in lines for rows that can't be read. These rows are stored unchanged, without an amount.
    /// </summary>
    private const string UnreadableMeter = "unreadable row";

    private readonly BillTotals _totals = new();
    private readonly SortedDictionary<string, long> _skipped = new(StringComparer.Ordinal);
    private readonly List<BillImportFault> _faults = [];
    private long _faultCount;
    private long _rows;

    /// <summary>Gets what was read.</summary>
    public ReadFile Content => new()
    {
        Scopes = _totals.Scopes(),
        SkippedRows = _skipped,
        Faults = _faults,
        FaultCount = _faultCount,
        Rows = _rows,
    };

    /// <summary>Records that a part of the file can't be read.</summary>
    public void Add(BillImportFault fault)
    {
        _faultCount++;

        // A truncated file is listed even if the list is full, because it is the reason why nothing is stored.
        if (_faults.Count < BillImport.MaxFaults || fault.IsFatal)
        {
            _faults.Add(fault);
        }
    }

    /// <summary>Reads all rows.</summary>
    public async Task ReadAsync(BillFileReader reader, CancellationToken cancellationToken)
    {
        BillMapper mapper = options.Format switch
        {
            BillFileFormat.AwsCur => new AwsBills(reader),
            BillFileFormat.Gcp => new GcpBills(reader),
            BillFileFormat.Azure => new AzureBills(reader),
            BillFileFormat.Focus => new FocusBills(reader),
            _ => new CsvBills(reader, options.Map!),
        };
        while (true)
        {
            try
            {
                if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    return;
                }

                Map(reader, mapper);
                _rows++;
            }
            catch (BillRowException e)
            {
                _rows++;
                Add(new BillImportFault { File = path, Line = reader.Line, Message = e.Message });
            }
        }
    }

    private void Map(BillFileReader reader, BillMapper mapper)
    {
        var day = mapper.Day();
        var scope = new BillScope(mapper.Source, options.Scope ?? mapper.Scope ?? "", mapper.Basis);
        _totals.Cover(scope, day);
        if (!options.IncludesAllServices && !mapper.IsAI)
        {
            _skipped[mapper.Service] = _skipped.GetValueOrDefault(mapper.Service) + 1;
            return;
        }

        try
        {
            foreach (var line in mapper.Lines())
            {
                _totals.Add(scope, day, line);
            }
        }
        catch (Exception e) when (e is BillRowException or OverflowException)
        {
            if (_faultCount < BillImport.MaxFaults)
            {
                _totals.Add(scope, day, Unreadable(mapper.Provider, reader));
            }

            Add(new BillImportFault { File = path, Line = reader.Line, Message = e.Message });
        }
    }

    private static BillLine Unreadable(string provider, BillFileReader reader)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            foreach (var (name, text) in reader.Raw)
            {
                json.WriteString(name, text);
            }

            json.WriteEndObject();
        }

        return new BillLine
        {
            Kind = BillLineKind.Unknown,
            Meter = UnreadableMeter,
            Provider = provider,
            Raw = Encoding.UTF8.GetString(stream.ToArray()),
        };
    }
}
