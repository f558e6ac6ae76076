using Npgsql;

namespace LlmCost.AI;

/// <summary>Runs statements.</summary>
internal static class NpgsqlConnectionExtensions
{
    public static async Task ExecuteAsync(this NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using (command.ConfigureAwait(false))
        {
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public static async Task<bool> HasTableAsync(
        this NpgsqlConnection connection, string table, CancellationToken cancellationToken) =>
        await connection.TextAsync($"SELECT to_regclass('{table}')::text", cancellationToken).ConfigureAwait(false) is not null;

    /// <summary>Returns the first value of the first row, or <see langword="null"/> if there is none.</summary>
    public static async Task<string?> TextAsync(this NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using (command.ConfigureAwait(false))
        {
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as string;
        }
    }
}
