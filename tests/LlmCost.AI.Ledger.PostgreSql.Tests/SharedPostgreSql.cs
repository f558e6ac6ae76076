using System.Globalization;
using Microsoft.Extensions.Time.Testing;

[assembly: AssemblyFixture(typeof(LlmCost.AI.Ledger.PostgreSql.Tests.SharedPostgreSql))]

namespace LlmCost.AI.Ledger.PostgreSql.Tests;

/// <summary>A server that many tests share. Each test uses its own schema.</summary>
public sealed class SharedPostgreSql : IAsyncLifetime
{
    private static int s_schemas;
    private PostgreSqlServer? _server;

    internal PostgreSqlServer Server => _server!;

    /// <summary>Returns options with a schema that no other test uses.</summary>
    internal PostgreSqlLedgerOptions NewSchema() => new()
    {
        ConnectionString = Server.ConnectionString,
        Schema = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref s_schemas)}"),
    };

    /// <summary>Returns a destination. Unless a clock is given, its clock shows November 3, 2026.</summary>
    internal static PostgreSqlDestination Destination(PostgreSqlLedgerOptions options, FakeTimeProvider? clock = null) => new(
        options, configuration: null, clock ?? new FakeTimeProvider(new DateTimeOffset(2026, 11, 3, 12, 0, 0, TimeSpan.Zero)));

    public async ValueTask InitializeAsync() => _server = await PostgreSqlServer.StartAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
