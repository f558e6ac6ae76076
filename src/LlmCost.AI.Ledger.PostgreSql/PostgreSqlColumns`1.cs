using Npgsql;
using NpgsqlTypes;

namespace LlmCost.AI;

/// <summary>The columns of a table, each with the array parameter for the values of many rows.</summary>
internal sealed class PostgreSqlColumns<T>
{
    private readonly List<(string Name, Func<IReadOnlyList<T>, NpgsqlParameter> Array)> _columns = [];

    /// <summary>Gets the names, separated by commas.</summary>
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

    /// <summary>Returns the parameters for some rows, in the order of the columns.</summary>
    public IEnumerable<NpgsqlParameter> Arrays(IReadOnlyList<T> rows) => _columns.Select(column => column.Array(rows));
}
