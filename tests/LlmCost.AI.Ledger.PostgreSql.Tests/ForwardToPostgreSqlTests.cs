using LlmCost.AI.EndToEnd.Backend;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LlmCost.AI.Ledger.PostgreSql.Tests;

public sealed class ForwardToPostgreSqlTests(SharedPostgreSql shared)
{
    private readonly PostgreSqlLedgerOptions _options = shared.NewSchema();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task App_ForwardsItsCalls_AndTheLastOnesWhenItStops()
    {
        await using var app = new MeteredApp(_options);
        await app.StartAsync();
        app.Call();
        await app.ForwardedAsync();
        app.Call();
        await app.StopAsync();

        await AssertAreThoseOfAsync(_options, app);
    }

    [Fact]
    public async Task NameOfAConnectionString_IsLookedUp()
    {
        await using var app = new MeteredApp(
            _options, connectionString: "ledger", settings: [new("ConnectionStrings:ledger", _options.ConnectionString)]);
        await app.StartAsync();
        app.Call();
        await app.StopAsync();

        await AssertAreThoseOfAsync(_options, app);
    }

    [Fact]
    public async Task ServerRestartedUnderLoad_HasEachCallOnce()
    {
        await using var server = await PostgreSqlServer.StartAsync();
        var options = new PostgreSqlLedgerOptions { ConnectionString = server.ConnectionString };
        await using var app = new MeteredApp(options);
        await app.StartAsync();
        using var end = new CancellationTokenSource();
        var load = Enumerable.Range(0, 2).Select(_ => Task.Run(() => app.LoadAsync(end.Token))).ToList();

        await Poll.UntilAsync(
            _ => Task.FromResult(app.Forwarding.Calls), calls => calls > 300, calls => $"{calls} are forwarded.", Cancellation);
        await server.StopAsync();
        await Poll.UntilAsync(
            _ => Task.FromResult(app.Forwarding.Fault), fault => fault is not null, _ => "No fault.", Cancellation);
        var before = app.Records.Count;
        await Poll.UntilAsync(
            _ => Task.FromResult(app.Records.Count), calls => calls > before + 300, calls => $"{calls} calls.", Cancellation);
        await server.StartAgainAsync();
        await Poll.UntilAsync(
            _ => Task.FromResult(app.Forwarding.Fault), fault => fault is null, fault => fault!, Cancellation);
        await end.CancelAsync();
        await Task.WhenAll(load);
        await app.ForwardedAsync();

        await AssertAreThoseOfAsync(options, app);
        Assert.Equal([LogLevel.Error, LogLevel.Information], app.ForwardingLog);
        await app.StopAsync();
    }

    [Fact]
    public async Task LostAcknowledgements_SendBatchesAgain_AndKeepEachCallOnce()
    {
        await using var app = new MeteredApp(_options, loseAcknowledgements: 3);
        await app.StartAsync();
        for (var i = 0; i < 200; i++)
        {
            app.Call(input: i);
        }

        await app.ForwardedAsync();

        Assert.Equal(0, app.AcknowledgementsToLose);
        await AssertAreThoseOfAsync(_options, app);
        await app.StopAsync();
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Username=llmcost;Password=x")]
    [InlineData("Host=no-such-host.invalid;Username=llmcost;Password=x")]
    [InlineData("wrong password")]
    public async Task UnreachableServer_DoesNotStopTheApp_AndIsLoggedOnce(string connectionString)
    {
        var isPassword = connectionString is "wrong password";
        await using var app = new MeteredApp(
            _options, isPassword ? $"{_options.ConnectionString};Password=wrong-secret" : connectionString);
        await app.StartAsync();
        app.Call();
        await Poll.UntilAsync(
            _ => Task.FromResult(app.Forwarding.Fault), fault => fault is not null, _ => "No fault.", Cancellation);
        app.Call();
        await app.StopAsync();

        Assert.Equal(2, app.Records.Count);
        Assert.Equal([LogLevel.Error], app.ForwardingLog);
        Assert.NotNull(app.Forwarding.Fault);
        Assert.DoesNotContain("secret", app.LogText, StringComparison.Ordinal);
        Assert.Equal(2, await app.Read().ReadCallsAsync(MeteredApp.Always, Cancellation).CountAsync(Cancellation));
    }

    [Fact]
    public async Task TablesOfALaterVersion_PreventTheStart_WithAMessageThatNamesTheRemedy()
    {
        await using (var destination = SharedPostgreSql.Destination(_options))
        {
            await destination.PrepareAsync(Cancellation);
        }

        await shared.Server.QueryAsync<object>($"UPDATE {_options.Schema}.meta SET value = '99' WHERE name = 'schema_version'");
        await using var app = new MeteredApp(_options);

        var error = await Assert.ThrowsAsync<InvalidDataException>(app.StartAsync);

        Assert.Contains("version 99", error.Message, StringComparison.Ordinal);
        Assert.Contains("Update the package", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidDataException>(
            () => PostgreSqlLedger.OpenAsync(_options.ConnectionString!, _options.Schema, Cancellation));
    }

    [Fact]
    public async Task TablesOfAnEarlierVersion_AreNotRead_AndTheMessageNamesTheRemedy()
    {
        await using (var destination = SharedPostgreSql.Destination(_options))
        {
            await destination.PrepareAsync(Cancellation);
        }

        await shared.Server.QueryAsync<object>($"UPDATE {_options.Schema}.meta SET value = '1' WHERE name = 'schema_version'");

        var error = await Assert.ThrowsAsync<InvalidDataException>(
            () => PostgreSqlLedger.OpenAsync(_options.ConnectionString!, _options.Schema, Cancellation));

        Assert.Contains("has version 1", error.Message, StringComparison.Ordinal);
        Assert.Contains("updated by the first app", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host=db;Pasword=wrong-secret", "LlmCost:Ledger:PostgreSql:ConnectionString is not a connection string")]
    [InlineData("Host=db;Port=wrong-secret", "LlmCost:Ledger:PostgreSql:ConnectionString is not a connection string")]
    [InlineData("Username=app", "LlmCost:Ledger:PostgreSql:ConnectionString contains no Host")]
    [InlineData("missing", "ConnectionStrings:missing is missing")]
    [InlineData("broken", "ConnectionStrings:broken is not a connection string")]
    public async Task WrongConnectionString_PreventsTheStart_WithAMessageThatNamesTheKey(string connectionString, string message)
    {
        await using var app = new MeteredApp(
            _options, connectionString, settings: [new("ConnectionStrings:broken", "wrong-secret")]);

        var error = await Assert.ThrowsAsync<OptionsValidationException>(app.StartAsync);

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-secret", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Schema", "Public;", "LlmCost:Ledger:PostgreSql:Schema is 'Public;'")]
    [InlineData("RetentionMonths", "0", "LlmCost:Ledger:PostgreSql:RetentionMonths is 0")]
    public async Task WrongOption_PreventsTheStart_WithAMessageThatNamesTheKey(string name, string value, string message)
    {
        await using var app = new MeteredApp(
            null, _options.ConnectionString, settings: [new($"LlmCost:Ledger:PostgreSql:{name}", value)]);

        var error = await Assert.ThrowsAsync<OptionsValidationException>(app.StartAsync);

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private static async Task AssertAreThoseOfAsync(PostgreSqlLedgerOptions options, MeteredApp app)
    {
        await using var ledger = await PostgreSqlLedger.OpenAsync(options.ConnectionString!, options.Schema, Cancellation);
        var calls = await ledger.ReadCallsAsync(MeteredApp.Always, Cancellation).ToListAsync(Cancellation);
        var totals = await ledger.ReadTotalsAsync(new() { Period = MeteredApp.Always }, Cancellation).ToListAsync(Cancellation);
        Assert.Equal(app.Records.Select(record => record.Id).Order(), calls.Select(call => call.Id).Order());
        Assert.Equal(app.Records.Sum(record => record.Cost!.Value.Total), totals.Sum(total => total.Cost));
        Assert.Equal(app.Records.Sum(record => record.Usage.TotalInput), totals.Sum(total => total.InputTokens));
        Assert.Empty((await ledger.ReadCoverageAsync(MeteredApp.Always, Cancellation)).Gaps);
    }
}
