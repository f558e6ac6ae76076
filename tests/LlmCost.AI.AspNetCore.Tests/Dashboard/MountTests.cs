using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace LlmCost.AI.Tests;

/// <summary>Tests that the page works under any path, because it contains only relative addresses.</summary>
public sealed partial class MountTests
{
    [Theory]
    [InlineData("/", "", "/")]
    [InlineData("/llmcost", "", "/llmcost")]
    [InlineData("/ops/costs", "", "/ops/costs")]
    [InlineData("/llmcost", "/shop", "/shop/llmcost")]
    [InlineData("/", "/shop", "/shop")]
    public async Task PageAndItsParts_AreFound(string pattern, string pathBase, string address)
    {
        await using var app = await DashboardApp.StartAsync(map: app =>
        {
            app.UsePathBase(pathBase);
            app.UseRouting();
            app.MapLlmCostDashboard(pattern);
        });

        await AssertPageAsync(app, address);
    }

    [Fact]
    public async Task MountedInAGroupOrTwice_PagesAreFound()
    {
        await using var app = await DashboardApp.StartAsync(map: app =>
        {
            app.MapGroup("/internal/{tenant}").MapLlmCostDashboard("costs");
            app.MapLlmCostDashboard();
            app.MapFallback(() => "the app's own page");
        });

        await AssertPageAsync(app, "/internal/a%20b/costs");
        await AssertPageAsync(app, "/llmcost");
        Assert.Equal("the app's own page", await app.GetTextAsync("/other"));
    }

    [Fact]
    public async Task MissingSlash_KeepsTheQuery()
    {
        await using var app = await DashboardApp.StartAsync();

        using var response = await app.GetAsync("/llmcost?token=x");

        Assert.Equal("llmcost/?token=x", response.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task WithoutAMeter_MappingFails_WithTheRemedy()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        await using var app = builder.Build();

        var e = Assert.Throws<InvalidOperationException>(() => app.MapLlmCostDashboard());

        Assert.Contains("AddCostMetering()", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Assets_AreCompressedAndCachedForever()
    {
        await using var app = await DashboardApp.StartAsync();
        var script = Address().Matches(await app.GetTextAsync("/llmcost/")).Select(match => match.Groups["address"].Value)
            .Single(address => address.EndsWith(".js", StringComparison.Ordinal));
        var plain = await app.GetTextAsync($"/llmcost/{script}");
        foreach (var (accepted, encoding) in new[] { ("br, gzip", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip"), ("", null) })
        {
            using var response = await app.GetAsync($"/llmcost/{script}", ("Accept-Encoding", accepted));

            Assert.Equal(encoding, response.Content.Headers.ContentEncoding.SingleOrDefault());
            Assert.Equal("public, max-age=31536000, immutable", response.Headers.CacheControl!.ToString());
            Assert.Equal("Accept-Encoding", response.Headers.Vary.Single());
            Assert.Equal(plain, await DecodeAsync(response, encoding));
        }

        var tag = (await app.GetAsync("/llmcost/")).Headers.ETag!.Tag;
        using var again = await app.GetAsync("/llmcost/", ("If-None-Match", tag));
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Equal("no-cache", again.Headers.CacheControl!.ToString());
    }

    [Fact]
    public async Task ScriptAndStyle_TakeAtMost60Kilobytes()
    {
        await using var app = await DashboardApp.StartAsync();
        var bytes = 0;
        foreach (Match match in Address().Matches(await app.GetTextAsync("/llmcost/")))
        {
            using var response = await app.GetAsync($"/llmcost/{match.Groups["address"].Value}", ("Accept-Encoding", "gzip"));
            bytes += (await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length;
        }

        TestContext.Current.SendDiagnosticMessage($"Script and style take {bytes} bytes with gzip.");
        Assert.InRange(bytes, 10_000, 60 * 1_024);
    }

    private static async Task<string> DecodeAsync(HttpResponseMessage response, string? encoding)
    {
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await using var stream = encoding switch
        {
            "br" => new System.IO.Compression.BrotliStream(body, System.IO.Compression.CompressionMode.Decompress),
            "gzip" => new System.IO.Compression.GZipStream(body, System.IO.Compression.CompressionMode.Decompress),
            _ => body,
        };
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    private static async Task AssertPageAsync(DashboardApp app, string address)
    {
        var page = new Uri(app.Client.BaseAddress!, address);
        using var redirect = await app.GetAsync(address);
        if (!address.EndsWith('/'))
        {
            Assert.Equal(HttpStatusCode.Found, redirect.StatusCode);
            page = new Uri(page, redirect.Headers.Location!);
            Assert.Equal(address + "/", page.AbsolutePath);
        }

        var html = await app.GetTextAsync(page.AbsolutePath);
        var parts = Address().Matches(html).Select(match => match.Groups["address"].Value).ToList();
        Assert.True(parts.Count >= 2, html);
        Assert.All(parts, part => Assert.DoesNotMatch("^(/|[a-z]+:)", part));
        foreach (var part in parts.Append("api/snapshot").Append("api/quality"))
        {
            using var response = await app.GetAsync(new Uri(page, part).AbsolutePath);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [GeneratedRegex("(?:src|href)=\"(?<address>(?!data:)[^\"]+)\"")]
    private static partial Regex Address();
}
