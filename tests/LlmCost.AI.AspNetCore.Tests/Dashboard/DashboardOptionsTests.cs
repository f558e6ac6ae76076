using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LlmCost.AI.Tests;

/// <summary>Tests that options are validated when the dashboard is mapped.</summary>
public sealed class DashboardOptionsTests
{
    [Theory]
    [InlineData("Calls", "5", "Calls is 5; it must be between 10 and 100000.")]
    [InlineData("MaxSeries", "0", "MaxSeries is 0; it must be between 1 and 10000.")]
    [InlineData("MaxStreams", "0", "MaxStreams is 0; it must be between 1 and 1000.")]
    [InlineData("History", "00:30:00", "History is 00:30:00; it must be between 1.00:00:00 and 400.00:00:00.")]
    [InlineData("AccessToken", "secret", "AccessToken has 6 characters; it must have at least 24.")]
    [InlineData("TraceUrl", "https://jaeger.example/", "TraceUrl is 'https://jaeger.example/'; it must contain {traceId}.")]
    [InlineData("GrafanaUrl", "javascript:alert(1)", "it must be an absolute address that begins with http:// or https://.")]
    [InlineData("Port", "70000", "Port is 70000; it must be between 1 and 65535.")]
    public async Task InvalidOption_IsReportedWithItsKey(string key, string value, string message)
    {
        var e = await Assert.ThrowsAsync<OptionsValidationException>(
            () => DashboardApp.StartAsync(settings: ($"LlmCost:Dashboard:{key}", value)));

        Assert.Contains($"LlmCost:Dashboard:{key}", e.Message, StringComparison.Ordinal);
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MisspelledKey_IsReported()
    {
        var e = await Assert.ThrowsAnyAsync<Exception>(
            () => DashboardApp.StartAsync(settings: ("LlmCost:Dashboard:MaxStream", "5")));

        Assert.Contains("MaxStream", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OptionsInCode_ApplyAfterTheConfiguration()
    {
        await using var app = await DashboardApp.StartAsync(
            configure: builder => builder.Services.Configure<LlmCostDashboardOptions>(options => options.Calls = 20),
            settings: ("LlmCost:Dashboard:Calls", "10"));

        Assert.Equal(20, (await app.GetJsonAsync("snapshot")).GetProperty("app").Count("keptCalls"));
    }
}
