using Microsoft.Extensions.AI;

namespace LlmCost.AI.Tests;

public sealed class CostRecordTests : IDisposable
{
    private readonly TestChatClient _provider = new();

    private readonly TestMeter _meter = new(options => options.Accounts["api.openai.com"] = "project-of-the-host");

    public static TheoryData<bool> Streamed => Call.Streamed;

    public void Dispose() => _meter.Dispose();

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task Ids_AreUniqueAndSortByTime(bool streamed)
    {
        var client = _meter.Client(_provider);
        for (var i = 0; i < 5; i++)
        {
            await Call.MakeAsync(client, streamed);
            _meter.Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        var ids = _meter.Observer.Records.Select(record => record.Id.ToString()).ToList();
        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        Assert.Equal(5, ids.Distinct().Count());
        Assert.All(_meter.Observer.Records, record => Assert.Equal(7, record.Id.Version));
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task Account_OfTheEndpoint_IsReadFromTheOptions(bool streamed)
    {
        await Call.MakeAsync(_meter.Client(_provider), streamed);

        Assert.Equal("project-of-the-host", _meter.Record.Account);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task Account_OfTheClient_TakesPrecedenceOverThatOfTheEndpoint(bool streamed)
    {
        await Call.MakeAsync(_meter.Client(_provider, client => client.Account = "key-of-the-client"), streamed);

        Assert.Equal("key-of-the-client", _meter.Record.Account);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task Account_OfAnotherEndpoint_IsUnknown(bool streamed)
    {
        _provider.Metadata = new ChatClientMetadata("openai", new Uri("https://gateway.example.com/v1"), "gpt-4o");

        await Call.MakeAsync(_meter.Client(_provider), streamed);

        Assert.Null(_meter.Record.Account);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task Charges_OfACall_AddUpToItsCost(bool streamed)
    {
        await Call.MakeAsync(_meter.Client(_provider), streamed);

        Assert.Equal(["input", "output"], _meter.Record.Charges.Select(charge => charge.Unit));
        Assert.Equal(_meter.Record.Cost?.Total, _meter.Record.Charges.Sum(charge => charge.Cost));
    }

    [Fact]
    public async Task Record_KeptByAnObserver_IsNotChangedByTheNextCall()
    {
        var client = _meter.Client(_provider);
        await Call.MakeAsync(client, streamed: false);
        var (kept, cost) = (_meter.Record, _meter.Record.Cost);
        _provider.OnGetResponse = (_, _, _) => Task.FromResult(TestChatClient.Response(input: 1, output: 1, id: "r-2"));

        await Call.MakeAsync(client, streamed: false);

        Assert.Equal((cost, "r-1", 2), (kept.Cost, kept.ResponseId, kept.Charges.Count));
    }
}
