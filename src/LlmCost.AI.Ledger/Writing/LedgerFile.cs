using System.Text.Json;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace LlmCost.AI;

/// <summary>Writes calls and gaps to the file of this process. One thread at a time may use it.</summary>
internal sealed class LedgerFile : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqlInsert _insertOrigin;
    private readonly SqlInsert _insertKey;
    private readonly SqlInsert _insertResult;
    private readonly SqlInsert _insertPrice;
    private readonly SqlInsert _insertCall;
    private readonly SqlInsert _insertCharge;
    private readonly SqlInsert _insertGap;
    private readonly SqliteCommand _findDay;
    private readonly SqliteCommand _markDay;
    private readonly RowIds<LedgerOrigin> _origins = new();
    private readonly RowIds<LedgerKey> _keys = new();
    private readonly RowIds<LedgerResult> _results = new();
    private readonly RowIds<LedgerPrice> _prices = new();
    private SqliteTransaction _transaction = null!;

    public LedgerFile(string path, bool fullSync, long? maxBytes)
    {
        Path = path;
        _connection = LedgerDatabase.OpenToWrite(path, fullSync);
        if (maxBytes is { } max)
        {
            _connection.Execute($"PRAGMA max_page_count = {max / _connection.Number("PRAGMA page_size")}");
        }

        _insertOrigin = new(_connection, "origin", LedgerColumns.Origin);
        _insertKey = new(_connection, "key", LedgerColumns.Key);
        _insertResult = new(_connection, "result", LedgerColumns.Result);
        _insertPrice = new(_connection, "price", LedgerColumns.Price);
        _insertCall = new(
            _connection,
            "call",
            "id, occurred_at, duration_us, origin_id, key_id, result_id, input_tokens, output_tokens, cost, list_cost, "
                + "response_id, request_id, attempts, possibly_billed_cost, tags",
            "OR IGNORE");
        _insertCharge = new(_connection, "charge", "call_seq, position, price_id, quantity, cost, list_cost");
        _insertGap = new(_connection, "gap", LedgerColumns.Gap, "OR IGNORE");
        _findDay = _connection.CreateCommand();
        _findDay.CommandText = "SELECT is_purged FROM day WHERE day = $day";
        _findDay.Parameters.Add(new SqliteParameter { ParameterName = "$day" });
        _markDay = _connection.CreateCommand();
        _markDay.CommandText = "UPDATE day SET is_dirty = 1 WHERE day = $day";
        _markDay.Parameters.Add(new SqliteParameter { ParameterName = "$day" });
        LoadIds();
    }

    public string Path { get; }

    /// <summary>Gets the size of the file in bytes.</summary>
    public long Length => _connection.Number("PRAGMA page_count") * _connection.Number("PRAGMA page_size");

    /// <summary>
    /// Writes calls and gaps in one transaction. Calls and gaps that are already in the file are ignored, so that a batch can be
    /// repeated after a failure.
    /// </summary>
    /// <exception cref="SqliteException">The file can't be written. Nothing was written.</exception>
    public void Write(IReadOnlyList<LedgerCall> calls, IReadOnlyList<LedgerGap> gaps)
    {
        try
        {
            using var transaction = _transaction = _connection.BeginTransaction();
            var tooOld = new GapSums(LedgerGapReason.TooOld);
            DateOnly? day = null;
            var isPurged = false;
            for (var i = 0; i < calls.Count; i++)
            {
                var call = calls[i];
                if (LedgerTime.DayOf(call.Timestamp) is var other && other != day)
                {
                    (day, isPurged) = (other, MarkDay(other));
                }

                if (isPurged)
                {
                    tooOld.Add(call);
                }
                else
                {
                    Insert(call);
                }
            }

            for (var i = 0; i < gaps.Count; i++)
            {
                Insert(gaps[i]);
            }

            if (tooOld.ToGap() is { } gap)
            {
                Insert(gap);
            }

            transaction.Commit();
        }
        catch
        {
            // The caches contain ids of rows whose insertion was rolled back.
            _origins.Clear();
            _keys.Clear();
            _results.Clear();
            _prices.Clear();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var insert in (SqlInsert[])
            [_insertOrigin, _insertKey, _insertResult, _insertPrice, _insertCall, _insertCharge, _insertGap])
        {
            insert.Dispose();
        }

        _findDay.Dispose();
        _markDay.Dispose();
        _connection.Dispose();
    }

    /// <summary>Marks a day as changed if it is already closed, so that its sums are recomputed.</summary>
    /// <returns>True if the records of the day are deleted.</returns>
    private bool MarkDay(DateOnly day)
    {
        _findDay.Transaction = _markDay.Transaction = _transaction;
        _findDay.Parameters[0].Value = _markDay.Parameters[0].Value = LedgerTime.Format(day);
        switch (_findDay.ExecuteScalar())
        {
            case null:
                return false;
            case long isPurged when isPurged is not 0:
                return true;
            default:
                _markDay.ExecuteNonQuery();
                return false;
        }
    }

    private void Insert(LedgerCall call)
    {
        var isNew = _insertCall.Run(
            _transaction,
            call.Id.ToByteArray(bigEndian: true),
            LedgerTime.ToMicroseconds(call.Timestamp),
            call.Duration.Ticks / TimeSpan.TicksPerMicrosecond,
            _origins.Get(call.Origin, InsertOrigin),
            _keys.Get(call.Key, InsertKey),
            _results.Get(call.Result, InsertResult),
            call.InputTokens,
            call.OutputTokens,
            Text(call.Cost),
            Text(call.ListCost),
            call.ResponseId,
            call.RequestId,
            call.Attempts is 0 ? null : call.Attempts,
            Text(call.PossiblyBilledCost),
            Tags(call.Tags)) > 0;
        if (!isNew)
        {
            return;
        }

        var seq = LastId();
        for (var i = 0; i < call.Charges.Count; i++)
        {
            var charge = call.Charges[i];
            _insertCharge.Run(
                _transaction,
                seq,
                i,
                _prices.Get(charge.Price, InsertPrice),
                MoneyText.Format(charge.Quantity),
                Text(charge.Cost),
                Text(charge.ListCost));
        }
    }

    private void Insert(LedgerGap gap) => _insertGap.Run(_transaction, LedgerRows.Values(gap));

    private long InsertOrigin(LedgerOrigin row)
    {
        _insertOrigin.Run(_transaction, row.Service, row.Environment, row.Instance, row.Version);
        return LastId();
    }

    private long InsertKey(LedgerKey row)
    {
        _insertKey.Run(
            _transaction, row.OperationName, row.ProviderName, row.Account, row.RequestModel, row.ResponseModel, row.Feature,
            row.Region, row.ServiceTier, row.Speed, row.CacheMode);
        return LastId();
    }

    private long InsertResult(LedgerResult row)
    {
        _insertResult.Run(
            _transaction,
            EnumText<CallOutcome>.Of(row.Outcome),
            row.ErrorType,
            row.IsStreaming,
            EnumText<UsageSource>.Of(row.UsageSource),
            row.Anomalies is UsageAnomalies.None ? null : row.Anomalies.ToString(),
            row.UnpricedReason is UnpricedReason.None ? null : EnumText<UnpricedReason>.Of(row.UnpricedReason),
            row.UnpricedParts,
            EnumText<PriceSource>.Of(row.PriceSource),
            row.PriceListName,
            row.PriceListVersion,
            row.FallbackProvider,
            row.IsProvisioned,
            row.IsPriced);
        return LastId();
    }

    private long InsertPrice(LedgerPrice row)
    {
        _insertPrice.Run(
            _transaction, row.Unit, row.Kind, row.Model, EnumText<CostDirection>.Of(row.Direction), Text(row.UnitPrice),
            MoneyText.Format(row.Per));
        return LastId();
    }

    private long LastId() => raw.sqlite3_last_insert_rowid(_connection.Handle);

    /// <summary>Reads the ids of existing rows, so that rows are not repeated after each restart.</summary>
    private void LoadIds()
    {
        foreach (var (id, row) in LedgerRows.Origins(_connection))
        {
            _origins.Add(row, id);
        }

        foreach (var (id, row) in LedgerRows.Keys(_connection))
        {
            _keys.Add(row, id);
        }

        foreach (var (id, row) in LedgerRows.Results(_connection))
        {
            _results.Add(row, id);
        }

        foreach (var (id, row) in LedgerRows.Prices(_connection))
        {
            _prices.Add(row, id);
        }
    }

    private static string? Text(decimal? amount) => amount is { } value ? MoneyText.Format(value) : null;

    private static string? Tags(IReadOnlyList<KeyValuePair<string, string>> tags)
    {
        if (tags.Count is 0)
        {
            return null;
        }

        var values = new Dictionary<string, string>(tags.Count, StringComparer.Ordinal);
        for (var i = 0; i < tags.Count; i++)
        {
            values[tags[i].Key] = tags[i].Value;
        }

        return JsonSerializer.Serialize(values, LedgerJson.Default.DictionaryStringString);
    }
}
