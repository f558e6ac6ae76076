using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace LlmCost.AI.Tests;

public sealed class CostMeteringBuilderTests
{
    [Fact]
    public async Task AddCostMetering_Twice_RegistersOneMeterWithTheOptionsOfBoth()
    {
        var observer = new RecordingObserver();
        var services = new ServiceCollection();
        services.AddCostMetering(options => options.Discounts["openai"] = 0.5m).AddObserver(observer);
        services.AddCostMetering(options => options.ProviderHosts["gateway.example"] = "openai").AddObserver<CountingObserver>();
        await using var app = services.BuildServiceProvider();
        var metadata = new ChatClientMetadata("gateway", new Uri("https://gateway.example"), "gpt-4o");
        var provider = new TestChatClient { Metadata = metadata };

        await Call.MakeAsync(provider.AsBuilder().UseCostMetering().Build(app), streamed: false);

        Assert.Single(app.GetServices<CostMeter>());
        Assert.Equal(("openai", 0.0035m * 0.5m), (observer.Single.ProviderName, observer.Single.Cost?.Total));
        Assert.Equal(1, app.GetRequiredService<CountingObserver>().Records);
    }

    [Fact]
    public async Task AddObserver_OfAType_Twice_ReceivesEachRecordOnce()
    {
        await using var app = new ServiceCollection()
            .AddCostMetering().AddObserver<CountingObserver>().AddObserver<CountingObserver>().Services
            .BuildServiceProvider();

        await CallAsync(app);

        Assert.Equal(1, app.GetRequiredService<CountingObserver>().Records);
    }

    [Fact]
    public async Task AddObserver_OfARegisteredType_UsesThatService()
    {
        var observer = new CountingObserver();
        await using var app = new ServiceCollection()
            .AddSingleton(observer)
            .AddCostMetering().AddObserver<CountingObserver>().Services
            .BuildServiceProvider();

        await CallAsync(app);

        Assert.Equal(1, observer.Records);
    }

    [Fact]
    public async Task AddObserver_TwoInstancesOfOneType_BothReceiveTheRecord()
    {
        var (first, second) = (new CountingObserver(), new CountingObserver());
        await using var app = new ServiceCollection()
            .AddCostMetering().AddObserver(first).AddObserver(second).Services
            .BuildServiceProvider();

        await CallAsync(app);

        Assert.Equal((1, 1), (first.Records, second.Records));
    }

    [Fact]
    public void Services_AreTheServicesOfTheApp()
    {
        var services = new ServiceCollection();

        Assert.Same(services, services.AddCostMetering().Services);
    }

    [Fact]
    public void Null_IsRejected()
    {
        var builder = new ServiceCollection().AddCostMetering();

        Assert.Throws<ArgumentNullException>(() => CostMeteringServiceCollectionExtensions.AddCostMetering(null!));
        Assert.Throws<ArgumentNullException>(() => CostMeteringBuilderExtensions.AddObserver<CountingObserver>(null!));
        Assert.Throws<ArgumentNullException>(() => CostMeteringBuilderExtensions.AddObserver(null!, new CountingObserver()));
        Assert.Throws<ArgumentNullException>(() => builder.AddObserver(null!));
    }

    private static Task CallAsync(IServiceProvider services) =>
        Call.MakeAsync(new TestChatClient().AsBuilder().UseCostMetering().Build(services), streamed: false);

    private sealed class CountingObserver : ICostObserver
    {
        public int Records { get; private set; }

        public void OnRecorded(CostRecord record) => Records++;
    }
}
