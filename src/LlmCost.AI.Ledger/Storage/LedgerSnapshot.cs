using Microsoft.Data.Sqlite;

namespace LlmCost.AI;

/// <summary>Connections that see the same state of a ledger file, even if other processes write to it.</summary>
internal sealed class LedgerSnapshot : IDisposable
{
    private const int Attempts = 10;

    private readonly List<SqliteTransaction> _transactions = [];

    private LedgerSnapshot(SqliteConnection connection) => Connections = [connection];

    /// <summary>Gets the connections, at least one. Each can be used by one thread at a time.</summary>
    public List<SqliteConnection> Connections { get; }

    /// <summary>Opens a file.</summary>
    /// <param name="path">The path.</param>
    /// <param name="count">The number of connections. If other processes commit too often, only one connection remains.</param>
    /// <returns>The connections, or <see langword="null"/> if nothing has been written to the file yet.</returns>
    public static LedgerSnapshot? TryOpen(string path, int count)
    {
        if (LedgerDatabase.OpenToRead(path) is not { } first)
        {
            return null;
        }

        var snapshot = new LedgerSnapshot(first);
        try
        {
            while (snapshot.Connections.Count < count)
            {
                snapshot.Connections.Add(LedgerDatabase.OpenToRead(path)!);
            }

            snapshot.Begin();
            return snapshot;
        }
        catch
        {
            snapshot.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        End();
        Connections.ForEach(connection => connection.Dispose());
    }

    private void Begin()
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            // The data version of a connection changes with each commit of another connection. If it is the same before the first
            // transaction and in the connection's own transaction, nothing was committed in between.
            var versions = Connections.ConvertAll(Version);
            foreach (var connection in Connections)
            {
                _transactions.Add(connection.BeginTransaction(deferred: true));
                connection.Number("SELECT count(*) FROM sqlite_schema");
            }

            if (Connections.Skip(1).Select(Version).SequenceEqual(versions.Skip(1)))
            {
                return;
            }

            End();
        }

        Connections[1..].ForEach(connection => connection.Dispose());
        Connections.RemoveRange(1, Connections.Count - 1);
        _transactions.Add(Connections[0].BeginTransaction(deferred: true));
    }

    private void End()
    {
        _transactions.ForEach(transaction => transaction.Dispose());
        _transactions.Clear();
    }

    private static long Version(SqliteConnection connection) => connection.Number("PRAGMA data_version");
}
