using LlmCost.AI.Redis.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace LlmCost.AI.Tool.Tests;

public sealed class BudgetsRedisTests(SharedRedis redis) : IClassFixture<SharedRedis>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Status_HasTheSpentAndReservedAmountsOfTheApp()
    {
        using var app = BudgetApp.WithRedis(redis.Server);
        await app.ChargeAsync("42", 1.25m);

        var status = (await app.StatusAsync("company")).Single();

        Assert.Equal("usd", status.GetProperty("unit").GetString());
        Assert.Equal("5000", status.GetProperty("limit").GetString());
        Assert.Equal("1.25", status.GetProperty("spent").GetString());
        Assert.Equal("0", status.GetProperty("reserved").GetString());
        Assert.Equal("4998.75", status.GetProperty("remaining").GetString());
    }

    [Fact]
    public async Task Status_OfAScope_HasItsOwnLimitAndSpend()
    {
        using var app = BudgetApp.WithRedis(redis.Server);
        await app.ChargeAsync("vip-1", 3);
        await app.ChargeAsync("42", 0.5m);

        var vip = (await app.StatusAsync("USER", "User=vip-1")).Single();
        var other = (await app.StatusAsync("user", "user=42")).Single();

        Assert.Equal("vip-1", vip.GetProperty("scope").GetProperty("user").GetString());
        Assert.Equal(("20", "3"), (vip.GetProperty("limit").GetString(), vip.GetProperty("spent").GetString()));
        Assert.Equal(("2", "0.5"), (other.GetProperty("limit").GetString(), other.GetProperty("spent").GetString()));
    }

    [Fact]
    public async Task Top_HasTheScopesWithTheHighestSpend_WithTheirOwnLimits()
    {
        using var app = BudgetApp.WithRedis(redis.Server);
        await app.ChargeAsync("42", 0.5m);
        await app.ChargeAsync("vip-1", 3);
        await app.ChargeAsync("43", 1);

        var top = await app.TopAsync("user", count: 2);

        Assert.Equal(
            [("vip-1", "3", "20"), ("43", "1", "2")],
            top.Select(line => (
                line.GetProperty("scope").GetProperty("user").GetString(),
                line.GetProperty("spent").GetString(),
                line.GetProperty("limit").GetString())));
    }

    [Fact]
    public async Task Increase_AppliesToTheRunningApp()
    {
        using var app = BudgetApp.WithRedis(redis.Server);
        await using var services = app.Start();
        var budgets = services.GetRequiredService<CostBudgets>();
        using var scope = CostScope.Begin(null, ("user", "42"));
        await Assert.ThrowsAsync<BudgetExceededException>(() => budgets.ChargeAsync(6, Token).AsTask());

        var status = await app.IncreaseAsync("user", 5, scope: "user=42");

        Assert.Equal("7", status.GetProperty("limit").GetString());
        await budgets.ChargeAsync(6, Token);
    }

    [Fact]
    public async Task Increases_AreTheAuditTrail()
    {
        using var app = BudgetApp.WithRedis(redis.Server);
        var until = new DateTimeOffset(2100, 1, 2, 3, 4, 0, TimeSpan.FromHours(1));
        await app.IncreaseAsync("company", 100);
        await app.IncreaseAsync("user", 5, until: until, scope: "user=a&b=c");

        var increase = (await app.IncreasesAsync("User")).Single();

        Assert.Equal("5", increase.GetProperty("amount").GetString());
        Assert.Equal("a&b=c", increase.GetProperty("scope").GetProperty("user").GetString());
        Assert.Equal("2100-01-02T02:04:00Z", increase.GetProperty("until").GetString());
        Assert.InRange(
            increase.GetProperty("from").GetDateTimeOffset(), DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow);
        Assert.Equal("ada", increase.GetProperty("actor").GetString());
        Assert.Equal("Ticket [4711]", increase.GetProperty("reason").GetString());
        Assert.Equal(2, (await app.IncreasesAsync()).Count);
    }

    [Fact]
    public async Task GroupOption_ReplacesTheConfiguredGroup()
    {
        using var app = BudgetApp.WithRedis(redis.Server);
        await app.ChargeAsync("42", 1);
        app.Location = app.Location with { Group = SharedRedis.NewGroup().Group };

        Assert.Equal("0", (await app.StatusAsync("company")).Single().GetProperty("spent").GetString());
    }

    [Fact]
    public async Task ScopeKey_FindsThePseudonymizedCounters()
    {
        using var app = BudgetApp.WithRedis(redis.Server, scopeKey: "a secret");
        await app.ChargeAsync("42", 1);

        Assert.Equal("1", (await app.StatusAsync("user", "user=42")).Single().GetProperty("spent").GetString());
        var top = (await app.TopAsync("user")).Single();
        Assert.Equal("1", top.GetProperty("spent").GetString());
        Assert.DoesNotContain("42", top.GetProperty("scope").GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnreachableServer_IsReportedWithoutItsPassword()
    {
        await using var server = await RedisServer.StartAsync();
        using var app = BudgetApp.WithRedis(server);
        app.Location = new BudgetStoreLocation { Redis = $"{server.Address},password=s3cret,connectTimeout=500" };
        await server.KillAsync();

        Assert.Equal(
            $"The Redis server {server.Address} can't be reached.", await BudgetApp.FaultOfAsync(() => app.StatusAsync()));
    }

    [Theory]
    [InlineData("")]
    [InlineData(",password=wrong")]
    public async Task WrongOrMissingPassword_IsAFault(string password)
    {
        await using var server = await RedisServer.StartAsync();
        using var app = BudgetApp.WithRedis(server);
        await using (var connection = await server.ConnectAsync())
        {
            await connection.GetServer(server.Address).ConfigSetAsync("requirepass", "s3cret");
        }

        app.Location = new BudgetStoreLocation { Redis = server.ConnectionString + password };

        Assert.Equal(
            $"The Redis server {server.Address} refuses the user or the password.",
            await BudgetApp.FaultOfAsync(() => app.StatusAsync()));
    }

    [Fact]
    public async Task ErrorOfTheServer_IsQuoted()
    {
        using var app = BudgetApp.WithRedis(redis.Server);
        app.Location = app.Location with { Group = "wrong-type" };
        await redis.Connection.GetDatabase().StringSetAsync("{llmcost:wrong-type}:increases", "text");

        Assert.Contains("WRONGTYPE", await BudgetApp.FaultOfAsync(() => app.IncreasesAsync()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("redis://ops:s3cret@localhost:6379", "--redis is a URI; it must have the format of StackExchange.Redis")]
    [InlineData("password=s3cret", "--redis names no server; it must have the format of StackExchange.Redis")]
    [InlineData("localhost,ssl=s3cret", "--redis can't be read")]
    public async Task InvalidAddress_IsReportedWithoutThePassword(string address, string words)
    {
        using var app = BudgetApp.WithRedis(redis.Server);
        app.Location = new BudgetStoreLocation { Redis = address };

        var fault = await BudgetApp.FaultOfAsync(() => app.StatusAsync());

        Assert.StartsWith(words, fault, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", fault, StringComparison.Ordinal);
    }
}
