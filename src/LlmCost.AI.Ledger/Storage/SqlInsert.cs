using Microsoft.Data.Sqlite;

namespace LlmCost.AI;

/// <summary>A prepared statement that inserts a row.</summary>
internal sealed class SqlInsert : IDisposable
{
    private readonly SqliteCommand _command;

    public SqlInsert(SqliteConnection connection, string table, string columns, string conflict = "")
    {
        var names = columns.Split(',', StringSplitOptions.TrimEntries);
        _command = connection.CreateCommand();
        _command.CommandText =
            $"INSERT {conflict} INTO {table} ({columns}) VALUES ({string.Join(", ", names.Select((_, i) => $"${i}"))})";
        for (var i = 0; i < names.Length; i++)
        {
            _command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
        }
    }

    /// <summary>Inserts a row.</summary>
    /// <returns>The number of inserted rows. It is 0 if a row with the same key exists and conflicts are ignored.</returns>
    public int Run(SqliteTransaction transaction, params ReadOnlySpan<object?> values)
    {
        _command.Transaction = transaction;
        for (var i = 0; i < values.Length; i++)
        {
            _command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        return _command.ExecuteNonQuery();
    }

    public void Dispose() => _command.Dispose();
}
