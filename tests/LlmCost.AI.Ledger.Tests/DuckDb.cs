using System.Globalization;
using DuckDB.NET.Data;

namespace LlmCost.AI.Tests;

/// <summary>Reads files with an engine that shares no code with the writer of the files.</summary>
internal sealed class DuckDb : IDisposable
{
    private readonly DuckDBConnection _connection = new("DataSource=:memory:");

    public DuckDb()
    {
        _connection.Open();
        Rows("SET TimeZone = 'UTC'");
    }

    /// <summary>Runs a query.</summary>
    /// <returns>The rows, with each value as the text that DuckDB prints.</returns>
    public IReadOnlyList<string?[]> Rows(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string?[]>();
        while (reader.Read())
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(
                i => reader.IsDBNull(i) ? null : Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture))]);
        }

        return rows;
    }

    public string? Text(string sql) => Rows(sql)[0][0];

    /// <summary>Runs a query that casts its result to text, and returns the result as a decimal.</summary>
    public decimal Number(string sql) => MoneyText.Parse(Text(sql) ?? "0");

    public void Dispose() => _connection.Dispose();
}
