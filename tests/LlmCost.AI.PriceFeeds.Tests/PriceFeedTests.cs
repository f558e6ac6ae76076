using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LlmCost.AI.Tests;

public sealed class PriceFeedTests : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("llmcost").FullName;
    private FeedServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await FeedServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Feed_TakesPrecedenceOverTheCatalog_AndIsTheListOfTheRecord()
    {
        _server.Content = FeedServer.List(("gpt-4o", 3));

        await using var app = await StartAsync();
        await app.UpdatedAsync(1);

        Assert.Equal(3, app.InputPrice("gpt-4o"));
        Assert.Equal(_server.Address.AbsoluteUri, app.Match("gpt-4o")!.List!.Name);
        Assert.Equal(["applied"], app.Outcomes);
        Assert.Equal("catalog", app.Match("gpt-4o-mini")!.List!.Name);
    }

    [Fact]
    public async Task File_TakesPrecedenceOverTheFeed()
    {
        var file = Path.Combine(_directory, "own.json");
        await File.WriteAllTextAsync(file, FeedServer.List(("gpt-4o", 7)), TestContext.Current.CancellationToken);
        _server.Content = FeedServer.List(("gpt-4o", 3));

        await using var app = await StartAsync(options => options.PriceFiles.Add(file));
        await app.UpdatedAsync(1);

        Assert.Equal(7, app.InputPrice("gpt-4o"));
    }

    [Theory]
    [InlineData(
        """[{"id":"openai","models":[{"id":"gpt-4o","match":{"equals":"gpt-4o"},"prices":{"input_mtok":3,"output_mtok":9}}]}]""")]
    [InlineData(
        """{"gpt-4o":{"litellm_provider":"openai","mode":"chat","input_cost_per_token":3e-06,"output_cost_per_token":9e-06}}""")]
    public async Task Feed_InThePeersFormats_IsRead(string content)
    {
        _server.Content = content;

        await using var app = await StartAsync();
        await app.UpdatedAsync(1);

        Assert.Equal(3, app.InputPrice("gpt-4o"));
    }

    [Fact]
    public async Task UnchangedFeed_IsNotDownloadedAgain()
    {
        _server.Content = FeedServer.List(("gpt-4o", 3));

        await using var app = await StartAsync();
        await app.UpdatedAsync(3);

        Assert.Equal(["applied", "unchanged", "unchanged"], app.Outcomes.Take(3));
        Assert.Equal(1, _server.Bodies);
    }

    [Fact]
    public async Task Feed_IsRequestedAgainAfterItsInterval_PlusUpToTenPercent()
    {
        _server.Content = FeedServer.List(("gpt-4o", 3));
        await using var app = await StartAsync();
        await app.UpdatedAsync(1);
        var first = app.Time.GetUtcNow();

        await app.UpdatedAsync(2);

        // The clock advances in steps of a minute, and it may advance several times before the response arrives.
        Assert.InRange((app.Time.GetUtcNow() - first).TotalMinutes, 59, 120);
    }

    [Fact]
    public async Task LastValidList_SurvivesARestartWithoutANetwork()
    {
        _server.Content = FeedServer.List(("gpt-4o", 3));
        await using (var app = await StartAsync())
        {
            await app.UpdatedAsync(1);
        }

        _server.Instead = context => Task.Run(context.Abort);
        await using var restarted = await StartAsync();

        Assert.Equal(3, restarted.InputPrice("gpt-4o"));
    }

    [Fact]
    public async Task FirstList_IsComparedWithTheCatalog()
    {
        _server.Content = FeedServer.List(("gpt-4o", 300), ("gpt-4o-mini", 0.2m));

        await using var app = await StartAsync();
        await app.UpdatedAsync(1);

        Assert.Equal((2.5m, 0.2m), (app.InputPrice("gpt-4o"), app.InputPrice("gpt-4o-mini")));
        Assert.Contains(
            "input goes from 2.5 to 300 USD", Assert.Single(app.Meter.HeldPriceChanges).Reason, StringComparison.Ordinal);
        Assert.Equal(["held"], app.Outcomes);
    }

    [Fact]
    public async Task HeldChange_KeepsTheOldPrice_AcrossARestart_UntilACommandAcceptsIt()
    {
        _server.Content = FeedServer.List(("gpt-4o", 3));
        await using (var app = await StartAsync())
        {
            await app.UpdatedAsync(1);
            _server.Content = FeedServer.List(("gpt-4o", 300));
            await app.UpdatedAsync(2);
            Assert.Equal(["applied", "held"], app.Outcomes);
            Assert.Equal(3, app.InputPrice("gpt-4o"));
        }

        await using var restarted = await StartAsync();
        Assert.Equal(3, restarted.InputPrice("gpt-4o"));
        var held = Assert.Single(restarted.Meter.HeldPriceChanges);

        new PriceFeedStore(_directory).Accept([held.Id]);

        await restarted.UntilAsync(() => restarted.InputPrice("gpt-4o") == 300);
        Assert.Empty(restarted.Meter.HeldPriceChanges);
    }

    [Fact]
    public async Task HeldChange_AcceptedByConfiguration_TakesEffect()
    {
        _server.Content = FeedServer.List(("gpt-4o", 300));
        string id;
        await using (var app = await StartAsync())
        {
            await app.UpdatedAsync(1);
            id = Assert.Single(app.Meter.HeldPriceChanges).Id;
        }

        await using var accepting = await StartAsync(options => options.AcceptedPriceChanges.Add(id));

        await accepting.UntilAsync(() => accepting.InputPrice("gpt-4o") == 300);
    }

    [Fact]
    public async Task ListThatRemovesModels_IsHeldEntirely_UntilItIsAcceptedOrReverted()
    {
        var whole = FeedServer.List(("a", 1), ("b", 1));
        _server.Content = whole;
        await using var app = await StartAsync();
        await app.UpdatedAsync(1);

        _server.Content = FeedServer.List(("a", 2));
        await app.UpdatedAsync(2);
        Assert.Equal((1, 1), (app.InputPrice("a"), app.InputPrice("b")));
        var held = Assert.Single(app.Meter.HeldPriceChanges);
        Assert.Equal((null, "1 of 2 models are no longer in the list"), (held.Model, held.Reason));

        _server.Content = whole;
        await app.UpdatedAsync(3);
        Assert.Empty(app.Meter.HeldPriceChanges);

        _server.Content = FeedServer.List(("a", 2));
        new PriceFeedStore(_directory).Accept([held.Id]);
        await app.UntilAsync(() => app.InputPrice("a") == 2);
        Assert.Null(app.InputPrice("b"));
    }

    public static TheoryData<string> HostileLists => new()
    {
        "",
        "<html>login</html>",
        "null",
        "[]",
        "{}",
        """{"provider":"openai","models":{}}""",
        """{"provider":"openai","source":"https://example.com","checked":"2026-11-01","models":{"gpt-4o":{"prices":[{"price":"""
            + """{"input":-1}}]}}}""",
        """{"provider":"openai","source":"https://example.com","checked":"2026-11-01","models":{"gpt-4o":{"prices":[{"price":"""
            + """{"input":1e400}}]}}}""",
        """{"provider":"openai","source":"https://example.com","checked":"2026-11-01","""
            + """ "$type":"System.Diagnostics.Process","models":{}}""",
        """[{"id":"openai","models":[{"id":"gpt-4o","match":{"regex":"("},"prices":{"input_mtok":3}}]}]""",
        """[{"id":"openai","models":[{"id":"gpt-4o","match":{"exec":"rm"},"prices":{"input_mtok":3}}]}]""",
        """[{"id":5,"models":[]}]""",
        """{"gpt-4o":{"litellm_provider":"openai","input_cost_per_token":"os.system('x')"}}""",
        """{"gpt-4o":{"litellm_provider":{},"input_cost_per_token":1}}""",
        """[{"id":"openai","models":["""
            + string.Join(',', Enumerable.Repeat("""{"id":"x","match":{"regex":"(a+)\1+b"},"prices":{"input_mtok":3}}""", 21))
            + "]}]",
        new string('[', 10_000),
        string.Concat(Enumerable.Repeat("""{"a":""", 10_000)),
    };

    [Theory]
    [MemberData(nameof(HostileLists))]
    public async Task MaliciousList_IsReported_AndHasNoEffect(string content)
    {
        _server.Content = content;

        await using var app = await StartAsync();
        await app.UpdatedAsync(1);

        Assert.Equal("invalid", app.Outcomes.First());
        Assert.Equal(2.5m, app.InputPrice("gpt-4o"));
        Assert.Contains(
            app.Logs.GetSnapshot(),
            log => log.Level is LogLevel.Error && log.Message.Contains(_server.Address.AbsoluteUri, StringComparison.Ordinal));
    }

    [Fact]
    public async Task PatternWithEndlessBacktracking_Terminates()
    {
        _server.Content =
            """[{"id":"openai","models":[{"id":"x","match":{"regex":"^(a+)+$"},"prices":{"input_mtok":3}},"""
                + """{"id":"y","match":{"regex":"(a+)\\1+b"},"prices":{"input_mtok":3}}]}]""";
        await using var app = await StartAsync();
        await app.UpdatedAsync(1);

        Assert.Null(app.Match(new string('a', 5_000) + "!"));
    }

    [Fact]
    public async Task ListLargerThanTheLimit_IsNotRead()
    {
        _server.Content = FeedServer.List(("gpt-4o", 3)) + new string(' ', 5_000);

        await using var app = await StartAsync(feeds: options => options.MaxBytes = 4_096);
        await app.UpdatedAsync(1);

        AssertUnavailable(app);
    }

    [Fact]
    public async Task ListThatDecompressesBeyondTheLimit_IsNotRead()
    {
        _server.Instead = FeedServer.BombAsync;

        await using var app = await StartAsync(feeds: options => options.MaxBytes = 1 << 20);
        await app.UpdatedAsync(1);

        AssertUnavailable(app);
    }

    [Fact]
    public async Task EndlessList_IsAbandonedAfterTheTimeout()
    {
        _server.Instead = async context =>
        {
            await context.Response.WriteAsync("{", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        };

        await using var app = await StartAsync(feeds: options => options.Timeout = TimeSpan.FromSeconds(1));
        await app.UpdatedAsync(1);

        AssertUnavailable(app);
    }

    [Fact]
    public async Task RedirectToAnotherHost_IsNotFollowed()
    {
        await using var other = await FeedServer.StartAsync();
        other.Content = FeedServer.List(("gpt-4o", 3));
        _server.Instead = context =>
        {
            context.Response.Redirect(other.Address.AbsoluteUri);
            return Task.CompletedTask;
        };

        await using var app = await StartAsync();
        await app.UpdatedAsync(1);

        AssertUnavailable(app);
        Assert.Equal(0, other.Requests);
    }

    [Fact]
    public async Task RedirectOnTheSameHost_IsFollowed()
    {
        _server.Content = FeedServer.List(("gpt-4o", 3));
        _server.Instead = context =>
        {
            context.Response.Redirect("/moved.json");
            return Task.CompletedTask;
        };

        await using var app = await StartAsync();
        await app.UpdatedAsync(1);

        Assert.Equal(3, app.InputPrice("gpt-4o"));
    }

    [Fact]
    public async Task CircularRedirect_Ends()
    {
        _server.Instead = context =>
        {
            context.Response.Redirect("/prices.json");
            return Task.CompletedTask;
        };

        await using var app = await StartAsync();
        await app.UpdatedAsync(1);

        AssertUnavailable(app);
    }

    [Fact]
    public async Task ServerThatFailsTemporarily_IsTriedAgain()
    {
        _server.Content = FeedServer.List(("gpt-4o", 3));
        var failures = 2;
        _server.Instead = async context =>
        {
            if (failures-- > 0)
            {
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return;
            }

            await context.Response.WriteAsync(_server.Content, context.RequestAborted);
        };

        await using var app = await StartAsync();
        await app.UntilAsync(() => app.InputPrice("gpt-4o") == 3);
    }

    [Fact]
    public async Task ServerWithAnUntrustedCertificate_IsRejected()
    {
        await using var impostor = await FeedServer.StartUntrustedAsync();
        impostor.Content = FeedServer.List(("gpt-4o", 3));

        await using var app = await FeedApp.StartAsync(impostor.Address, _directory);
        await app.UpdatedAsync(1);

        Assert.Equal("https", impostor.Address.Scheme);
        AssertUnavailable(app);
        Assert.Equal(0, impostor.Requests);
    }

    [Fact]
    public async Task UnreachableServer_IsReported_AndTheCatalogApplies()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var nobody = new Uri($"http://{listener.LocalEndpoint}/prices.json");
        listener.Stop();

        await using var app = await FeedApp.StartAsync(nobody, _directory);
        await app.UpdatedAsync(1);

        AssertUnavailable(app);
    }

    [Fact]
    public async Task DamagedFileOnDisk_IsReported_AndTheFeedIsDownloadedAgain()
    {
        _server.Content = FeedServer.List(("gpt-4o", 3));
        await using (var app = await StartAsync())
        {
            await app.UpdatedAsync(1);
        }

        var file = Assert.Single(Directory.GetFiles(_directory, "*.feed"));
        await File.WriteAllTextAsync(
            file,
            (await File.ReadAllTextAsync(file, Encoding.UTF8, TestContext.Current.CancellationToken))[..40],
            TestContext.Current.CancellationToken);

        await using var restarted = await StartAsync();
        await restarted.UpdatedAsync(2);

        Assert.Equal(["invalid", "applied"], restarted.Outcomes.Take(2));
        Assert.Equal(3, restarted.InputPrice("gpt-4o"));
    }

    [Fact]
    public async Task UnwritableFolder_IsReported_AndTheNewPricesTakeEffect()
    {
        _server.Content = FeedServer.List(("gpt-4o", 3));
        var file = Path.Combine(_directory, "not-a-folder");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);

        await using var app = await FeedApp.StartAsync(_server.Address, file);
        await app.UpdatedAsync(1);

        Assert.Equal(["unavailable"], app.Outcomes.Take(1));
        Assert.Equal(3, app.InputPrice("gpt-4o"));
    }

    private Task<FeedApp> StartAsync(Action<CostMeteringOptions>? metering = null, Action<PriceFeedsOptions>? feeds = null) =>
        FeedApp.StartAsync(_server.Address, _directory, metering, feeds);

    private static void AssertUnavailable(FeedApp app)
    {
        Assert.Equal("unavailable", app.Outcomes.First());
        Assert.Equal(2.5m, app.InputPrice("gpt-4o"));
    }
}
