using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LlmCost.AI.Tests;

/// <summary>Tests the ledger in the host of an app.</summary>
public sealed class LedgerHostTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("llmcost-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task HostDisposedWithoutBeingStopped_NoServiceFails()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddCostMetering().AddLedger(options => options.Path = _folder);
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        var services = host.Services.GetServices<IHostedService>().OfType<BackgroundService>().ToList();

        host.Dispose();

        Assert.NotEmpty(services);
        Assert.All(services, service => Assert.NotNull(service.ExecuteTask));
        await Task.WhenAll(services.Select(service => service.ExecuteTask!));
    }
}
