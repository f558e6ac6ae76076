using System.Net;
using LlmCost.AI.Tests;
using Spectre.Console.Testing;

namespace LlmCost.AI.Tool.Tests;

public sealed class PricesUpdateTests : IAsyncLifetime
{
    private const string Line = """{"provider":"openai","model":"gpt-4o","usage":{"input_tokens":1000000}}""";

    private readonly string _folder = Directory.CreateTempSubdirectory("llmcost-").FullName;
    private readonly TestConsole _console = new();
    private FeedServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        // Proxies are bypassed, because a remote proxy cannot reach the loopback addresses of this machine.
        HttpClient.DefaultProxy = new WebProxy { BypassProxyOnLocal = true };
        _server = await FeedServer.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _console.Dispose();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Update_OfANewList_StoresItForOtherCommands()
    {
        _server.Content = FeedServer.List(("gpt-4o", 3));

        Assert.Equal(0, await UpdateAsync(_server.Address.AbsoluteUri));

        Assert.Contains($"{_server.Address}: applied, 1 models in effect", _console.Output, StringComparison.Ordinal);
        Assert.Equal(("3", _server.Address.AbsoluteUri), Price());
    }

    [Fact]
    public async Task Update_WithoutAddresses_DownloadsAllStoredLists()
    {
        _server.Content = FeedServer.List(("gpt-4o", 3));
        await UpdateAsync(_server.Address.AbsoluteUri);
        _server.Content = FeedServer.List(("gpt-4o", 4));

        Assert.Equal(0, await UpdateAsync());

        Assert.Equal("4", Price().Cost);
    }

    [Fact]
    public async Task Update_WithASuspiciousChange_HoldsIt_AndTheExitCodeIndicatesIt()
    {
        _server.Content = FeedServer.List(("gpt-4o", 3), ("gpt-4o-mini", 0.1m));
        await UpdateAsync(_server.Address.AbsoluteUri);
        _server.Content = FeedServer.List(("gpt-4o", 300), ("gpt-4o-mini", 0.2m));

        Assert.Equal(1, await UpdateAsync());

        Assert.Contains("input goes from 3 to 300 USD", _console.Output, StringComparison.Ordinal);
        Assert.Equal("3", Price().Cost);
    }

    [Fact]
    public async Task Accept_OfAnId_AppliesOnlyThatChange()
    {
        _server.Content = FeedServer.List(("gpt-4o", 3), ("gpt-4o-mini", 0.1m));
        await UpdateAsync(_server.Address.AbsoluteUri);
        _server.Content = FeedServer.List(("gpt-4o", 12), ("gpt-4o-mini", 0.5m));
        await UpdateAsync(maxFactor: 2);
        var id = PriceFeeds.Load(_folder).Single().List.HeldChanges.Single(held => held.Model is "gpt-4o").Id;

        Assert.Equal(0, Accept(id));

        Assert.Contains("1 changes accepted, 1 still held.", _console.Output, StringComparison.Ordinal);
        Assert.Equal("12", Price().Cost);
        Assert.Equal("0.1", Price("gpt-4o-mini").Cost);
    }

    [Fact]
    public async Task Accept_OfAll_AppliesAllChanges()
    {
        _server.Content = FeedServer.List(("gpt-4o", 3));
        await UpdateAsync(_server.Address.AbsoluteUri);
        _server.Content = FeedServer.List(("gpt-4o", 300));
        await UpdateAsync();

        Assert.Equal(0, PricesAcceptCommand.Run([], all: true, _folder, Tool.Clock.GetUtcNow(), _console));

        Assert.Equal("300", Price().Cost);
    }

    [Fact]
    public async Task Accept_WithoutAnId_ListsHeldChanges()
    {
        _server.Content = FeedServer.List(("gpt-4o", 3));
        await UpdateAsync(_server.Address.AbsoluteUri);
        _server.Content = FeedServer.List(("gpt-4o", 300));
        await UpdateAsync();

        Assert.Equal(0, Accept());

        Assert.Contains("1 changes are held.", _console.Output, StringComparison.Ordinal);
        Assert.Equal("3", Price().Cost);
    }

    [Fact]
    public void Accept_OfAnUnknownId_IsAFault()
    {
        var fault = Assert.Throws<FormatException>(() => Accept("openai/gpt-4o@00000000"));

        Assert.Contains("No held change has the id 'openai/gpt-4o@00000000'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Update_OfAListThatRemovesModels_HoldsTheWholeListUntilItIsAccepted()
    {
        _server.Content = FeedServer.List(("gpt-4o", 3), ("gpt-4o-mini", 0.1m));
        await UpdateAsync(_server.Address.AbsoluteUri);
        _server.Content = FeedServer.List(("gpt-4o", 4));

        Assert.Equal(1, await UpdateAsync());
        Assert.Equal("3", Price().Cost);

        Assert.Equal(0, Accept(PriceFeeds.Load(_folder).Single().List.HeldChanges.Single().Id));
        Assert.Equal(0, await UpdateAsync());
        Assert.Equal("4", Price().Cost);
    }

    [Fact]
    public async Task Update_OfAValidAndAnInvalidList_StoresTheValidList_AndTheExitCodeIndicatesTheError()
    {
        _server.Content = FeedServer.List(("gpt-4o", 3));
        await using var bad = await FeedServer.StartAsync();
        bad.Content = "<html>";

        Assert.Equal(2, await UpdateAsync(bad.Address.AbsoluteUri, _server.Address.AbsoluteUri));

        Assert.Contains($"{bad.Address} is not JSON", _console.Output, StringComparison.Ordinal);
        Assert.Equal("3", Price().Cost);
    }

    [Fact]
    public async Task Update_WithoutAddressesAndLists_SuggestsARemedy()
    {
        Assert.Equal(2, await UpdateAsync());

        Assert.Contains("contains no price lists yet; specify the address of one.", _console.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://example.com/prices.json", "must be an address that begins with https://")]
    [InlineData("prices.json", "must be an address that begins with https://")]
    public void Update_UnsafeAddress_IsRejected(string url, string words) =>
        Assert.Contains(words, Assert.Single(PricesUpdateCommand.Create().Parse([url]).Errors).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("--max-factor", "0.5")]
    [InlineData("--max-dropped-share", "2")]
    public void Update_ImpossibleLimit_IsRejected(string option, string value) =>
        Assert.Contains(
            $"{option} must be",
            Assert.Single(PricesUpdateCommand.Create().Parse([option, value]).Errors).Message,
            StringComparison.Ordinal);

    private Task<int> UpdateAsync(params string[] urls) => UpdateAsync(10, urls);

    private Task<int> UpdateAsync(decimal maxFactor, params string[] urls) => PricesUpdateCommand.RunAsync(
        urls,
        _folder,
        new CostMeteringOptions { MaxPriceChangeFactor = maxFactor },
        Tool.Clock.GetUtcNow(),
        _console,
        TestContext.Current.CancellationToken);

    private int Accept(params string[] ids) =>
        PricesAcceptCommand.Run(ids, all: false, _folder, Tool.Clock.GetUtcNow(), _console);

    private (string? Cost, string? Source) Price(string model = "gpt-4o")
    {
        var answer = Tool.Price([Line.Replace("gpt-4o", model, StringComparison.Ordinal)], _folder).Answers.Single();
        return (answer.GetProperty("cost_usd").GetString(), answer.GetProperty("source").GetString());
    }
}
