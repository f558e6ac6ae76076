using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace LlmCost.AI.Tests;

/// <summary>Tests how budgets admit the responses of a realtime session.</summary>
public sealed class RealtimeBudgetTests
{
    // gpt-realtime in USD per million tokens: 4 for text input, 32 for audio input, 16 for text output, 64 for audio output.
    private const decimal CostOfTurn = (40 * 4m + 60 * 32m + 20 * 16m + 30 * 64m) / 1_000_000;

    private readonly TestRealtimeClient _provider = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ResponseBeyondTheBudget_IsNotCreated_AndTheSessionStaysOpen()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add("all", budget => budget.Requests(1)));
        AddTurn("r-1");
        await using var session = await SessionAsync(meter);
        await session.SendAsync(new CreateResponseRealtimeClientMessage(), Token);
        await ReadAsync(session);

        var refusal = await Assert.ThrowsAsync<BudgetExceededException>(
            () => session.SendAsync(new CreateResponseRealtimeClientMessage(), Token));

        Assert.Equal("all", refusal.Budget);
        Assert.Single(_provider.Sent);
        Assert.Single(meter.Observer.Records);
        Assert.False(_provider.IsDisposed);
        await session.SendAsync(new InputAudioBufferCommitRealtimeClientMessage(), Token);
        Assert.Equal(2, _provider.Sent.Count);
    }

    [Fact]
    public async Task Response_ReservesAtTheRatesOfAudio_AndSettlesAtItsExactCost()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add("all", budget => budget.Usd(1)));
        AddTurn("r-1");
        await using var session = await SessionAsync(meter);

        await session.SendAsync(new CreateResponseRealtimeClientMessage { MaxOutputTokens = 1_000 }, Token);
        Assert.Equal((0m, 1_000 * 64m / 1_000_000), await SumsAsync(meter));
        await ReadAsync(session);
        Assert.Equal((CostOfTurn, 0m), await SumsAsync(meter));

        // The 150 tokens of the first turn are part of the input of the second turn.
        await session.SendAsync(new CreateResponseRealtimeClientMessage { MaxOutputTokens = 1_000 }, Token);
        Assert.Equal((CostOfTurn, (150 * 32m + 1_000 * 64m) / 1_000_000), await SumsAsync(meter));
    }

    [Fact]
    public async Task ResponseThatTheProviderCreates_IsChargedWhenItEnds()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add("all", budget => budget.Usd(1)));
        AddTurn("r-1");
        AddTurn("r-2");
        await using var session = await SessionAsync(meter);

        await ReadAsync(session);

        Assert.Equal((2 * CostOfTurn, 0m), await SumsAsync(meter));
    }

    [Fact]
    public async Task ResponsesInProgress_AreEachSettled()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add("all", budget => budget.Usd(1)));
        _provider.Messages.AddRange(
        [
            TestRealtimeClient.Created("r-1"),
            TestRealtimeClient.Created("r-2"),
            TestRealtimeClient.Done(TestRealtimeClient.Turn(cached: 0), "r-2"),
            TestRealtimeClient.Done(TestRealtimeClient.Turn(cached: 0), "r-1"),
        ]);
        await using var session = await SessionAsync(meter);

        await session.SendAsync(new CreateResponseRealtimeClientMessage(), Token);
        await session.SendAsync(new CreateResponseRealtimeClientMessage(), Token);
        await ReadAsync(session);

        Assert.Equal((2 * CostOfTurn, 0m), await SumsAsync(meter));
    }

    [Theory]
    [InlineData(null, 2_000)]
    [InlineData(5_000, 2_000)]
    [InlineData(1_500, 1_500)]
    public async Task MaximumOfAStrictBudget_IsSentToTheProvider(int? maximum, int sent)
    {
        var body = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await WireServer.StartAsync(async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            var buffer = new byte[65_536];
            while (await socket.ReceiveAsync(buffer, context.RequestAborted) is { CloseStatus: null, Count: var count })
            {
                var message = Encoding.UTF8.GetString(buffer, 0, count);
                if (message.Contains("response.create", StringComparison.Ordinal))
                {
                    body.TrySetResult(message);
                }
            }
        });
        var address = new UriBuilder(server.Address) { Scheme = "ws" }.Uri;
        using var provider = new OpenAIRealtimeClient(WireClients.OpenAI(address).GetRealtimeClient(), "gpt-realtime");
        using var meter = new TestMeter(budgets: budgets => budgets.Add("all", budget => budget.OutputTokens(2_000).Strict()));
        await using var session = await new RealtimeClientBuilder(provider).UseCostMetering(meter.Meter).Build()
            .CreateSessionAsync(cancellationToken: Token);
        var message = new CreateResponseRealtimeClientMessage { MaxOutputTokens = maximum, Instructions = "Be kind." };

        await session.SendAsync(message, Token);

        var response = JsonNode.Parse(await body.Task.WaitAsync(TimeSpan.FromMinutes(1), Token))!["response"]!;
        Assert.Equal((sent, "Be kind."), ((int?)response["max_output_tokens"], (string?)response["instructions"]));
        Assert.Equal(maximum, message.MaxOutputTokens);
    }

    [Fact]
    public async Task MessageWithLimits_IsACopyOfTheCallersMessage()
    {
        using var meter = new TestMeter(budgets: budgets => budgets
            .Add("all", budget => budget.OutputTokens(2_000).Strict())
            .Add("run", budget => budget.Requests(2).PerRun().WrapUpAt(50)));
        await using var session = await SessionAsync(meter);
        using var run = CostBudget.BeginRun(usd: 1);
        var message = new CreateResponseRealtimeClientMessage
        {
            AdditionalProperties = [],
            ExcludeFromConversation = true,
            Instructions = "Be kind.",
            Items = [],
            MaxOutputTokens = 5_000,
            MessageId = "m-1",
            OutputAudioOptions = new RealtimeAudioFormat("audio/pcm", 24_000),
            OutputModalities = ["text"],
            OutputVoice = "alloy",
            RawRepresentation = new object(),
            ToolMode = ChatToolMode.Auto,
            Tools = [],
        };
        var properties = typeof(CreateResponseRealtimeClientMessage).GetProperties()
            .Where(property => property.CanWrite)
            .ToArray();

        await session.SendAsync(message, Token);

        var sent = Assert.Single(_provider.Sent);
        Assert.Equal((2_000, ChatToolMode.None), Limits(sent));
        Assert.Equal((5_000, ChatToolMode.Auto), Limits(message));
        Assert.All(properties, property => Assert.NotNull(property.GetValue(message)));
        Assert.All(
            properties.Where(property => property.Name is not ("MaxOutputTokens" or "ToolMode")),
            property => Assert.Equal(property.GetValue(message), property.GetValue(sent)));
    }

    [Fact]
    public async Task MessageThatIsNotSent_ReleasesItsReservation()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add("all", budget => budget.Usd(1)));
        _provider.SendFailure = new IOException();
        await using var session = await SessionAsync(meter);

        await Assert.ThrowsAsync<IOException>(() => session.SendAsync(new CreateResponseRealtimeClientMessage(), Token));

        Assert.Equal((0m, 0m), await SumsAsync(meter));
    }

    [Fact]
    public async Task EndOfASession_ReleasesResponsesThatDidNotStart()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add("all", budget => budget.Usd(1)));
        await using (var session = await SessionAsync(meter))
        {
            await session.SendAsync(new CreateResponseRealtimeClientMessage(), Token);
            Assert.NotEqual(0m, (await SumsAsync(meter)).Reserved);
        }

        Assert.Equal((0m, 0m), await SumsAsync(meter));
        Assert.Empty(meter.Observer.Records);
    }

    private static (int?, ChatToolMode?) Limits(RealtimeClientMessage message) =>
        message is CreateResponseRealtimeClientMessage create ? (create.MaxOutputTokens, create.ToolMode) : default;

    private void AddTurn(string id) => _provider.Messages.AddRange(
        [TestRealtimeClient.Created(id), TestRealtimeClient.Done(TestRealtimeClient.Turn(cached: 0), id)]);

    private async Task<IRealtimeClientSession> SessionAsync(TestMeter meter) =>
        await new RealtimeClientBuilder(_provider).UseCostMetering(meter.Meter).Build()
            .CreateSessionAsync(cancellationToken: Token);

    private static async Task ReadAsync(IRealtimeClientSession session)
    {
        await foreach (var _ in session.GetStreamingResponseAsync(Token))
        {
        }
    }

    private static async Task<(decimal Spent, decimal Reserved)> SumsAsync(TestMeter meter)
    {
        var status = Assert.Single(await meter.Meter.Budgets.GetStatusAsync("all", cancellationToken: Token));
        return (status.Spent, status.Reserved);
    }
}
