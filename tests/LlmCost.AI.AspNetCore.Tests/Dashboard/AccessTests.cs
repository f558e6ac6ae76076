using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LlmCost.AI.Tests;

/// <summary>Tests that the dashboard denies access unless the app specifies who may see it.</summary>
public sealed class AccessTests
{
    private const string Token = "a-token-of-32-characters-1234567";

    private static readonly string[] s_addresses =
    [
        "/llmcost/", "/llmcost/api/snapshot", "/llmcost/api/summary?edges=1,2", "/llmcost/api/calls", "/llmcost/api/calls.csv",
        "/llmcost/api/stream", "/llmcost/api/quality", "/llmcost/api/budgets", "/llmcost/assets/nothing.js",
    ];

    [Fact]
    public async Task InDevelopment_LocalRequests_AreAnswered()
    {
        await using var app = await DashboardApp.StartAsync();

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(app, "/llmcost/"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(app, "/llmcost/api/snapshot"));
    }

    [Theory]
    [InlineData("Forwarded", "for=203.0.113.7")]
    [InlineData("Via", "1.1 proxy")]
    [InlineData("X-Forwarded-For", "203.0.113.7")]
    [InlineData("X-Forwarded-Host", "shop.example")]
    [InlineData("X-Forwarded-Prefix", "/shop")]
    [InlineData("X-Original-For", "203.0.113.7")]
    [InlineData("X-Real-IP", "203.0.113.7")]
    [InlineData("x-forwarded-proto", "https")]
    [InlineData("Host", "shop.example")]
    [InlineData("Host", "localhost.shop.example")]
    [InlineData("Host", "127.0.0.1.shop.example")]
    public async Task InDevelopment_ForwardedRequestsAndOtherHosts_AreRejectedWithTheRemedy(string header, string value)
    {
        await using var app = await DashboardApp.StartAsync();
        foreach (var address in s_addresses)
        {
            using var response = await app.GetAsync(address, (header, value));

            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
            Assert.Contains(
                "RequireAuthorization()",
                await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
                StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("shop.localhost:5000")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]:5000")]
    public async Task InDevelopment_LocalHosts_AreAnswered(string host)
    {
        await using var app = await DashboardApp.StartAsync();

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(app, "/llmcost/", ("Host", host)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("203.0.113.7")]
    [InlineData("10.0.0.1")]
    public async Task InDevelopment_OtherMachinesAndUnknownAddresses_AreRejected(string? address)
    {
        await using var app = await DashboardApp.StartAsync(map: app =>
        {
            app.Use((context, next) =>
            {
                context.Connection.RemoteIpAddress = address is null ? null : IPAddress.Parse(address);
                return next(context);
            });
            app.UseRouting();
            app.MapLlmCostDashboard();
        });

        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(app, "/llmcost/"));
    }

    [Fact]
    public async Task OutsideOfDevelopment_EveryAddressIs404()
    {
        await using var app = await DashboardApp.StartAsync(environment: Environments.Production);
        foreach (var address in s_addresses)
        {
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(app, address));
        }
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("guest", HttpStatusCode.Forbidden)]
    [InlineData("operator", HttpStatusCode.OK)]
    public async Task Policy_AppliesToAllAddresses(string? user, HttpStatusCode status)
    {
        await using var app = await StartWithPolicyAsync(app => app.MapLlmCostDashboard().RequireAuthorization("Operators"));
        foreach (var address in s_addresses)
        {
            var actual = await StatusAsync(app, address, ("X-User", user ?? ""), ("X-Forwarded-For", "203.0.113.7"));

            Assert.Equal(
                status is HttpStatusCode.OK && address.EndsWith("nothing.js", StringComparison.Ordinal)
                    ? HttpStatusCode.NotFound
                    : status,
                actual);
        }
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("operator", HttpStatusCode.OK)]
    public async Task FallbackPolicy_Applies(string? user, HttpStatusCode status)
    {
        await using var app = await StartWithPolicyAsync(app => app.MapLlmCostDashboard(), hasFallback: true);

        Assert.Equal(status, await StatusAsync(app, "/llmcost/api/snapshot", ("X-User", user ?? "")));
    }

    [Fact]
    public async Task PolicyWithoutMiddleware_DeniesAccess()
    {
        await using var app = await DashboardApp.StartAsync(
            map: app => app.MapLlmCostDashboard().RequireAuthorization(),
            configure: builder => builder.Services.AddAuthorization());

        var status = await StatusAsync(app, "/llmcost/");

        Assert.Equal(HttpStatusCode.InternalServerError, status);
    }

    [Fact]
    public async Task FallbackPolicyWithoutAuthentication_GrantsNoAccess()
    {
        await using var app = await DashboardApp.StartAsync(
            configure: builder => builder.Services.AddAuthorizationBuilder().SetFallbackPolicy(
                new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build()),
            environment: Environments.Production);

        Assert.Equal(HttpStatusCode.InternalServerError, await StatusAsync(app, "/llmcost/"));
    }

    [Fact]
    public async Task AllowAnonymous_GrantsAccessToAllUsers()
    {
        await using var app = await DashboardApp.StartAsync(
            map: app => app.MapLlmCostDashboard().AllowAnonymous(), environment: Environments.Production);

        Assert.Equal(
            HttpStatusCode.OK, await StatusAsync(app, "/llmcost/", ("X-Forwarded-For", "203.0.113.7"), ("Host", "shop.example")));
    }

    [Fact]
    public async Task Token_GrantsAccessToItsBrowser()
    {
        await using var app = await DashboardApp.StartAsync(
            environment: Environments.Production, settings: ("LlmCost:Dashboard:AccessToken", Token));

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(app, "/llmcost/"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(app, "/llmcost/?token=wrong-token-of-the-same-length-12"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(app, $"/llmcost/api/snapshot?token={Token}"));

        using var response = await app.GetAsync($"/llmcost/?token={Token}");

        Assert.Equal((HttpStatusCode.Found, "./"), (response.StatusCode, response.Headers.Location!.OriginalString));
        var cookie = response.Headers.GetValues("Set-Cookie").Single();
        Assert.EndsWith("; HttpOnly; SameSite=Strict", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain(Token, cookie, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(app, "/llmcost/api/snapshot", ("Cookie", cookie.Split(';')[0])));
        Assert.Equal(
            HttpStatusCode.NotFound, await StatusAsync(app, "/llmcost/api/snapshot", ("Cookie", $"llmcost-dashboard={Token}")));
    }

    [Fact]
    public async Task OtherPort_IsNotAnswered()
    {
        await using var app = await DashboardApp.StartAsync(settings: ("LlmCost:Dashboard:Port", "1"));

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(app, "/llmcost/", ("Host", "localhost:1")));
    }

    [Fact]
    public async Task PageOfAnotherSite_CannotReadAnything()
    {
        await using var app = await DashboardApp.StartAsync();

        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(app, "/llmcost/api/calls", ("Sec-Fetch-Site", "cross-site")));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(app, "/llmcost/api/calls", ("Sec-Fetch-Site", "same-origin")));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(app, "/llmcost/", ("Sec-Fetch-Site", "cross-site")));
    }

    [Fact]
    public async Task OtherMethods_AreRejected()
    {
        await using var app = await DashboardApp.StartAsync();

        using var response = await app.Client.PostAsync(
            new Uri("/llmcost/api/calls", UriKind.Relative), content: null, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }

    [Fact]
    public async Task EveryResponse_HasSecurityHeaders()
    {
        await using var app = await DashboardApp.StartAsync(map: app =>
        {
            app.Use((context, next) =>
            {
                context.Response.Headers.ContentSecurityPolicy = "default-src 'self'";
                return next(context);
            });
            app.UseRouting();
            app.MapLlmCostDashboard();
        });
        foreach (var address in s_addresses)
        {
            using var response = await app.GetAsync(address);

            var policies = response.Headers.GetValues("Content-Security-Policy").ToList();
            Assert.Contains("default-src 'self'", policies);
            Assert.Contains(
                policies, policy => policy.StartsWith("default-src 'none'; script-src 'self'", StringComparison.Ordinal));
            Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
            Assert.Equal(["no-referrer"], response.Headers.GetValues("Referrer-Policy"));
            Assert.Equal(["same-origin"], response.Headers.GetValues("Cross-Origin-Resource-Policy"));
            Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
        }
    }

    private static Task<DashboardApp> StartWithPolicyAsync(Action<WebApplication> map, bool hasFallback = false) =>
        DashboardApp.StartAsync(
            map: app =>
            {
                app.UseRouting();
                app.UseAuthentication();
                app.UseAuthorization();
                map(app);
            },
            configure: builder =>
            {
                builder.Services.AddAuthentication(HeaderUser.Scheme)
                    .AddScheme<AuthenticationSchemeOptions, HeaderUser>(HeaderUser.Scheme, configureOptions: null);
                var authorization = builder.Services.AddAuthorizationBuilder()
                    .AddPolicy("Operators", policy => policy.RequireRole("operator"));
                if (hasFallback)
                {
                    authorization.SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
                }
            },
            environment: Environments.Production);

    private static async Task<HttpStatusCode> StatusAsync(
        DashboardApp app, string address, params (string Name, string Value)[] headers)
    {
        using var response = await app.GetAsync(address, headers);
        return response.StatusCode;
    }
}
