using Npgsql;
using NpgsqlTypes;

namespace LlmCost.AI;

/// <summary>Caches the rows of a table to which many calls refer by id. A row is read when its id first occurs.</summary>
internal sealed class PostgreSqlNames<T>(string table, PostgreSqlColumns<T> columns, Func<NpgsqlDataReader, T> read)
{
    private readonly Dictionary<int, T> _rows = [];

    public T this[int id] => _rows[id];

    public async Task LoadAsync(NpgsqlConnection connection, IEnumerable<int> ids, CancellationToken cancellationToken)
    {
        int[] missing = [.. ids.Where(id => !_rows.ContainsKey(id)).Distinct()];
        if (missing.Length is 0)
        {
            return;
        }

        var command = new NpgsqlCommand($"SELECT id, {columns.Names} FROM {table} WHERE id = ANY ($1)", connection);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(
                new NpgsqlParameter<int[]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer, TypedValue = missing });
            var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (row.ConfigureAwait(false))
            {
                while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    _rows.Add(row.GetInt32(0), read(row));
                }
            }
        }
    }
}
