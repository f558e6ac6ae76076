using System.Text;
using Anthropic.Exceptions;
using LlmCost.AI.Tests;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace LlmCost.AI.Fuzz.Targets;

/// <summary>The body of a response, read through a provider's real client.</summary>
/// <remarks>
/// The app receives the same response or the same exception as without the meter. Each call has one record, and the meter does
/// not fail.
/// </remarks>
internal sealed class WireTarget(string client, bool streamed) : FuzzTarget
{
    private readonly Lazy<Task<Setup>> _setup = new(() => Setup.CreateAsync(client, streamed));

    public override string Name => streamed ? $"{client}-streamed" : client;

    public override IEnumerable<string> Seeds =>
        from file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Bodies"))
        let name = Path.GetFileName(file)
        where name.StartsWith(client, StringComparison.Ordinal) && Path.GetExtension(file) is ".json" == !streamed
        select file;

    public override async Task RunAsync(byte[] input)
    {
        var setup = await _setup.Value;
        setup.Body = input;

        var expected = await Setup.AskAsync(setup.Plain, streamed);
        var seen = await Setup.AskAsync(setup.Metered, streamed);

        Assert.Equal(expected, seen);
        var record = setup.TakeRecord();
        Invariants.Hold(record);
        Assert.Equal(setup.TakeRefusals(), setup.TakeFailures());
        if (record.Outcome is CallOutcome.Completed
            && record.UsageSource is UsageSource.Reported
            && record.Anomalies is UsageAnomalies.None
            && record.UnpricedParts.All(part => part.Reason is not UnpricedReason.UnknownField)
            && seen.Total > 0)
        {
            // Anthropic's client counts all cache writes, unless they are reported only by lifetime: then it counts none of them.
            var uncounted = client is "anthropic-messages" ? record.Usage[TokenClass.InputCacheWrite] : 0;
            Assert.Contains(record.Usage.Total - seen.Total.Value, new[] { 0, uncounted });
        }
    }

    private sealed record Answer(string Text, long? Total, string? Exception);

    /// <summary>A server that returns the current body, with one client with a meter and one without.</summary>
    private sealed class Setup
    {
        private readonly LastRecord _observer = new();
        private readonly RefusalNotes[] _readers = [new(new OpenAIUsageReader()), new(new AnthropicUsageReader())];
        private readonly CostMeter _meter;
        private readonly MetricCollector<long> _failures;

        private Setup(string client, Uri address)
        {
            Plain = WireClients.Chat(client, address, "the-deployment");
            var test = new TestMeter(observers: [_observer], readers: _readers);
            _meter = test.Meter;
            _failures = test.Collect<long>("llmcost.failures");
            Metered = WireClients.Chat(client, address, "the-deployment").AsBuilder()
                .UseCostMetering(_meter, metering => metering.ProviderName = client is "openrouter-chat" ? "openrouter" : null)
                .Build();
        }

        public byte[] Body { get; set; } = [];

        public IChatClient Plain { get; }

        public IChatClient Metered { get; }

        public static async Task<Setup> CreateAsync(string client, bool streamed)
        {
            Setup? setup = null;
            var server = await WireServer.StartAsync(async context =>
            {
                context.Response.ContentType =
                    !streamed ? "application/json" : client is "ollama-chat" ? "application/x-ndjson" : "text/event-stream";
                await context.Response.Body.WriteAsync(setup!.Body);
            });
            setup = new Setup(client, server.Address);
            return setup;
        }

        public static async Task<Answer> AskAsync(IChatClient client, bool streamed)
        {
            var text = new StringBuilder();
            long? total = null;
            try
            {
                if (!streamed)
                {
                    var response = await client.GetResponseAsync("Hi?");
                    total = response.Usage?.TotalTokenCount;
                    text.Append(response.ModelId).Append(response.FinishReason)
                        .AppendJoin(';', response.Messages.SelectMany(message => message.Contents).Select(Describe));
                    text.Append(Describe(response.Usage));
                    return new Answer(text.ToString(), total, null);
                }

                await foreach (var update in client.GetStreamingResponseAsync("Hi?"))
                {
                    text.Append(update.ModelId).Append(update.FinishReason).AppendJoin(';', update.Contents.Select(Describe))
                        .AppendLine();
                }

                return new Answer(text.ToString(), total, null);
            }
            catch (Exception e)
            {
                return new Answer(text.ToString(), total, $"{e.GetType()}: {e.Message}");
            }
        }

        public CostRecord TakeRecord() => _observer.Take();

        /// <summary>
        /// Returns the number of times that a provider's client threw when a reader accessed a value that the client had
        /// accepted. The meter counts each of these exceptions as a failure, and records the rest of the call.
        /// </summary>
        public long TakeRefusals() => _readers.Sum(reader => reader.Take());

        public long TakeFailures() => _failures.GetMeasurementSnapshot(clear: true).Sum(point => point.Value);

        private static string Describe(AIContent content) => content switch
        {
            TextContent { Text: var text } => text,
            TextReasoningContent { Text: var text } => $"({text})",
            UsageContent { Details: var details } => Describe(details),
            FunctionCallContent call => $"{call.Name}({call.CallId}, {call.Arguments?.Count}, {call.Exception?.GetType()})",
            _ => content.GetType().Name,
        };

        private static string Describe(UsageDetails? details) => details is null
            ? ""
            : $"<{details.InputTokenCount}, {details.OutputTokenCount}, {details.TotalTokenCount}, "
                + $"{details.CachedInputTokenCount}, {details.ReasoningTokenCount}>";
    }

    /// <summary>A reader that counts the exceptions of the provider's client. All other exceptions fail the test.</summary>
    private sealed class RefusalNotes(IUsageReader reader) : IUsageReader
    {
        private int _count;

        public bool TryRead(object rawRepresentation, string? providerName, out UsageReading reading)
        {
            try
            {
                return reader.TryRead(rawRepresentation, providerName, out reading);
            }
            catch (Exception e) when (e is AnthropicInvalidDataException or InvalidOperationException)
            {
                _count++;
                throw;
            }
        }

        public int Take() => Interlocked.Exchange(ref _count, 0);
    }

    private sealed class LastRecord : ICostObserver
    {
        private readonly List<CostRecord> _records = [];

        public void OnRecorded(CostRecord record)
        {
            lock (_records)
            {
                _records.Add(record);
            }
        }

        /// <summary>Returns and removes the single record since the previous call.</summary>
        public CostRecord Take()
        {
            lock (_records)
            {
                CostRecord[] records = [.. _records];
                _records.Clear();
                return Assert.Single(records);
            }
        }
    }
}
