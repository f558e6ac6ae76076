using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using LlmCost.AI.Tests;
using Microsoft.Extensions.AI;

namespace LlmCost.AI.Fuzz.Targets;

/// <summary>Names and tags with any characters and of any length, from the provider and from users.</summary>
/// <remarks>
/// All text in metrics, spans and logs is safe for every exporter and backend: it has no lone surrogates, no control characters
/// and a limited length. The record itself keeps the names unchanged.
/// </remarks>
internal sealed class NamesTarget : FuzzTarget
{
    private const int MaxLabel = 256;
    private const int MaxText = 1_024;

    private static readonly ActivitySource s_source = new("names");

    static NamesTarget() => ActivitySource.AddActivityListener(new ActivityListener
    {
        ShouldListenTo = source => source == s_source,
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
    });

    public override string Name => "names";

    public override async Task RunAsync(byte[] input)
    {
        using var json = JsonInput.Parse(input);
        if (json?.RootElement is not { ValueKind: JsonValueKind.Object } root)
        {
            return;
        }

        var times = (int)Math.Clamp(JsonInput.Long(root, "times") ?? 1, 1, 1 << 20);
        string? Text(string name) => JsonInput.Text(root, name) is { Length: > 0 } text
            ? new StringBuilder().Insert(0, text, 1 + Math.Min(times - 1, (1 << 20) / text.Length)).ToString()
            : null;

        var (requestModel, responseModel, responseId, feature, value, tier, user) =
            (Text("requestModel"), Text("responseModel"), Text("responseId"), Text("feature"), Text("team"), Text("tier"),
                Text("user.id"));
        using var meter = new TestMeter(
            options =>
            {
                options.MetricTags.Add("team");
                options.SemanticConventions = GenAIMetricConventions.V1_41;
            },
            readers: [new TierReader(tier)]);
        List<string> labels = [];
        using var failures = meter.Collect<long>("llmcost.failures");
        using var listener = Listen(meter.MeterFactory, labels);
        using var client = meter.Client(
            new TestChatClient
            {
                Metadata = new(Text("provider"), null, null),
                Raw = new object(),
                OnGetResponse = (_, _, _) => Task.FromResult(TestChatClient.Response(model: responseModel, id: responseId)),
            });
        using var span = s_source.StartActivity("call");
        span!.SetTag(GenAIAttributes.OperationName, "chat");

        using (CostScope.Begin(feature, ("team", value!), ("user.id", user!)))
        {
            await client.GetResponseAsync("Hi?", new ChatOptions { ModelId = requestModel });
        }

        var record = meter.Record;
        Assert.Equal(
            (requestModel, responseModel, responseId, feature, tier),
            (record.RequestModel, record.ResponseModel, record.ResponseId, record.Feature, record.ServiceTier));
        Assert.Empty(failures.GetMeasurementSnapshot());
        Assert.NotEmpty(labels);
        Assert.All(labels, label => AssertFit(label, MaxLabel));
        Assert.All(span.TagObjects.Select(tag => tag.Value).OfType<string>(), text => AssertFit(text, MaxText));
        Assert.All(meter.Logs.GetSnapshot(), log => AssertFit(log.Message, 20 * MaxText));
        Assert.All(
            meter.Logs.GetSnapshot().SelectMany(log => log.StructuredState!), state => AssertFit(state.Value ?? "", 4 * MaxText));
    }

    private static void AssertFit(string text, int length)
    {
        Assert.InRange(text.Length, 0, length);
        Assert.DoesNotContain(text, char.IsControl);
        Assert.Equal(text, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)));
    }

    private static MeterListener Listen(IMeterFactory factory, List<string> labels)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Scope == factory)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => Note(tags));
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) => Note(tags));
        listener.Start();
        return listener;

        void Note(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var (_, label) in tags)
            {
                if (label is string text)
                {
                    labels.Add(text);
                }
            }
        }
    }

    private sealed class TierReader(string? tier) : IUsageReader
    {
        public bool TryRead(object rawRepresentation, string? providerName, out UsageReading reading)
        {
            reading = new UsageReading { ServiceTier = tier };
            return true;
        }
    }
}
