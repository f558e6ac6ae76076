using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using static LlmCost.AI.Redis.Tests.Books;

namespace LlmCost.AI.Redis.Tests;

[Collection(OneRedis.Name)]
public sealed class RegistrationTests(SharedRedis redis)
{
    [Theory]
    [InlineData("string")]
    [InlineData("options")]
    [InlineData("connection")]
    public async Task AddRedisBudgetStore_RegistersTheStore_WithTheGroupOfTheOptions(string overload)
    {
        var options = SharedRedis.NewGroup();
        var services = new ServiceCollection().AddLogging();
        services.Configure<BudgetsOptions>(budgets =>
            (budgets.BudgetStore.Group, budgets.BudgetStore.Timeout) = (options.Group, options.Timeout));
        var metering = services.AddCostMetering();
        var address = redis.Server.Address;
        _ = overload switch
        {
            "string" => metering.AddRedisBudgetStore(address),
            "options" => metering.AddRedisBudgetStore(ConfigurationOptions.Parse(address)),
            _ => metering.AddRedisBudgetStore(_ => redis.Connection),
        };

        await using (var provider = services.BuildServiceProvider())
        {
            var store = provider.GetRequiredService<IBudgetStore>();
            Assert.Same(provider.GetRequiredService<RedisBudgetStore>(), store);
            await store.SpendAsync(5, Counter("a", 100));
        }

        Assert.True(redis.Connection.IsConnected);
        await using var other = new RedisBudgetStore(redis.Connection, options);
        Assert.Equal((5, 0), await other.ReadAsync(Counter("a", 100)));
    }
}
