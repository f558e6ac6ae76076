using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LlmCost.AI.Tests;

/// <summary>Tests that workers and console apps can serve the dashboard on a separate port.</summary>
public sealed class DashboardServerTests
{
    [Fact]
    public async Task Worker_ServesThePageOnThisMachine()
    {
        using var host = await StartAsync(FreePort());
        host.Services.GetRequiredService<CostMeter>().Record(new PaidCall
        {
            OperationName = "chat", ProviderName = "openai", Model = "gpt-4o", Usage = new TokenUsage { Input = 1_000_000 },
        });

        var calls = await GetAsync(AddressOf(host)!, "api/calls");

        Assert.Equal("localhost", AddressOf(host)!.Host);
        Assert.Contains(
            "\"usd\":\"2.5\"",
            await calls.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(AddressOf(host)!, "")).StatusCode);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task PortInUse_AnotherPortIsUsed()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        using var host = await StartAsync(port);

        Assert.NotEqual(port, AddressOf(host)!.Port);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(AddressOf(host)!, "")).StatusCode);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task OutsideOfDevelopment_NoPortIsOpened_UnlessATokenIsSet()
    {
        using var closed = await StartAsync(FreePort(), Environments.Production);
        using var open = await StartAsync(FreePort(), Environments.Production, "a-token-of-32-characters-1234567");

        Assert.Null(AddressOf(closed));
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(AddressOf(open)!, "")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(AddressOf(open)!, "?token=a-token-of-32-characters-1234567")).StatusCode);
        await open.StopAsync(TestContext.Current.CancellationToken);
    }

    private static Uri? AddressOf(IHost host) => host.Services.GetRequiredService<LlmCostDashboardServer>().Address;

    private static async Task<HttpResponseMessage> GetAsync(Uri address, string path)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        return await client.GetAsync(new Uri(address, path), TestContext.Current.CancellationToken);
    }

    private static async Task<IHost> StartAsync(int port, string environment = "Development", string? token = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = environment });
        builder.Configuration["LlmCost:Dashboard:AccessToken"] = token;
        builder.Services.AddCostMetering();
        builder.Services.AddLlmCostDashboardServer(port);
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
