using Npgsql;
using NpgsqlTypes;

namespace LlmCost.AI;

/// <summary>The columns of a table. The values of a column in many rows are sent as one array parameter.</summary>
internal sealed class PostgreSqlColumns<T>
{
    private readonly List<(string Name, Func<IReadOnlyList<T>, NpgsqlParameter> Array)> _columns = [];

    /// <summary>Gets the column names, separated by commas.</summary>
    public string Names => string.Join(", ", _columns.Select(column => column.Name));

    public int Count => _columns.Count;

    public PostgreSqlColumns<T> Text(string name, Func<T, string?> value) =>
        Column(name, NpgsqlDbType.Text, row => PostgreSqlColumns.Clean(value(row)));

    public PostgreSqlColumns<T> Column<TValue>(string name, NpgsqlDbType type, Func<T, TValue> value)
    {
        _columns.Add((
            name,
            rows => new NpgsqlParameter<TValue[]>
            {
                NpgsqlDbType = NpgsqlDbType.Array | type,
                TypedValue = [.. rows.Select(value)],
            }));
        return this;
    }

    /// <summary>Returns an array parameter for each column, with the values of the given rows.</summary>
    public IEnumerable<NpgsqlParameter> Arrays(IReadOnlyList<T> rows) => _columns.Select(column => column.Array(rows));
}
