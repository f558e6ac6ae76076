using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;

namespace LlmCost.AI.Tests;

/// <summary>
/// Tests that the page works behind a reverse proxy under any path prefix, and with the strictest security headers.
/// </summary>
[Collection(BrowserTests.Name)]
public sealed class ProxiedPageTests(Browser browser)
{
    private static readonly string[] s_views = ["now", "calls", "breakdown", "quality", "budgets"];

    [Theory]
    [InlineData("removed")]
    [InlineData("kept")]
    [InlineData("forwarded")]
    public async Task PageUnderAPrefix_RequestsOnlyAddressesUnderThePrefix(string prefix)
    {
        await using var app = await PageApps.StartLiveAsync(map: app =>
        {
            if (prefix is "kept")
            {
                app.UsePathBase("/shop");
            }
            else if (prefix is "forwarded")
            {
                var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.All };
                app.UseForwardedHeaders(options);
            }

            app.UseRouting();
            app.MapLlmCostDashboard("/ops/costs").AllowAnonymous();
        });
        app.Call();

        // YARP sets X-Forwarded-Prefix only for a prefix that is the path base of the app, so the header is set here.
        Dictionary<string, string>[] transforms = prefix switch
        {
            "kept" => [],
            "removed" => [new() { ["PathRemovePrefix"] = "/shop" }],
            _ =>
            [
                new() { ["PathRemovePrefix"] = "/shop" },
                new() { ["RequestHeader"] = "X-Forwarded-Prefix", ["Set"] = "/shop" },
            ],
        };
        await using var proxy = await PageApps.StartProxyAsync([app.Client.BaseAddress!], "/shop/{**rest}", transforms);
        await using var page = await browser.OpenAsync(new Uri(proxy.Urls.First()));

        await page.GoAsync("/shop/ops/costs");

        await page.WaitForTextAsync("Live");
        foreach (var view in s_views)
        {
            await page.ShowAsync(view);
        }

        var address = await page.EvaluateAsync("location.pathname");
        Assert.Equal("/shop/ops/costs/", address.GetString());
        var requests = await page.EvaluateAsync(
            "performance.getEntriesByType('resource').map(request => new URL(request.name).pathname)");
        Assert.True(requests.GetArrayLength() >= 5);
        Assert.All(
            requests.EnumerateArray(),
            request => Assert.StartsWith("/shop/ops/costs/", request.GetString(), StringComparison.Ordinal));
        await page.AssertNoFaultAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("default-src 'self'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'")]
    public async Task EveryPage_WorksWithAStrictContentSecurityPolicy(string policy)
    {
        await using var app = await PageApps.StartLiveAsync(map: app =>
        {
            app.Use((context, next) =>
            {
                if (policy.Length > 0)
                {
                    context.Response.Headers.ContentSecurityPolicy = policy;
                    context.Response.Headers["Cross-Origin-Embedder-Policy"] = "require-corp";
                    context.Response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
                    context.Response.Headers["Permissions-Policy"] = "clipboard-write=()";
                }

                return next(context);
            });
            app.UseRouting();
            app.MapLlmCostDashboard().AllowAnonymous();
        });
        app.Call(feature: "search");
        app.Call("no-such-model");
        using var response = await app.GetAsync("/llmcost/");
        Assert.Equal(policy.Length > 0 ? 2 : 1, response.Headers.GetValues("Content-Security-Policy").Count());
        await using var page = await browser.OpenAsync(app.Client.BaseAddress!);

        await page.GoAsync("/llmcost/");
        await page.ClickAsync("section[aria-labelledby=chart-title] button");
        foreach (var view in s_views)
        {
            await page.ShowAsync(view);
        }

        await page.ShowAsync($"call/{app.Records.All.First().Id}");
        await page.WaitForTextAsync("What if");
        await page.SetColorSchemeAsync("dark");
        await page.ShowAsync("now");
        await page.FrameAsync();
        await page.AssertNoFaultAsync();
    }
}
