using Microsoft.Extensions.AI;

namespace LlmCost.AI.Tests;

/// <summary>Tests the feature and tags of individual calls other than chats.</summary>
public sealed class CostScopeOptionsTests : IDisposable
{
    private readonly TestMeter _meter = new();

    public static TheoryData<string> Modalities =>
        ["embeddings", "image", "speech to text", "streamed speech to text", "text to speech", "streamed text to speech"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _meter.Dispose();

    [Theory]
    [MemberData(nameof(Modalities))]
    public async Task WithCostScope_AppliesToTheCall_AndIsNotSentToTheProvider(string modality)
    {
        using var scope = CostScope.Begin("ambient", ("team", "search"), ("tier", "gold"));
        var caller = new AdditionalPropertiesDictionary { ["theirs"] = 1 };

        var seen = await CallAsync(modality, caller, isTagged: true);

        Assert.Equal("own", _meter.Record.Feature);
        Assert.Equal([KeyValuePair.Create("team", "ads"), KeyValuePair.Create("tier", "gold")], _meter.Record.Tags);
        Assert.Equal(["theirs"], seen!.Keys);
        Assert.Equal(3, caller.Count);
    }

    [Theory]
    [MemberData(nameof(Modalities))]
    public async Task OptionsWithOnlyTags_ReachTheProviderWithoutAdditionalProperties(string modality)
    {
        Assert.Null(await CallAsync(modality, null, isTagged: true));
        Assert.Equal("own", _meter.Record.Feature);
    }

    [Theory]
    [MemberData(nameof(Modalities))]
    public async Task OptionsWithoutTags_ReachTheProviderUnchanged(string modality)
    {
        var caller = new AdditionalPropertiesDictionary { ["theirs"] = 1 };

        Assert.Same(caller, await CallAsync(modality, caller, isTagged: false));
        Assert.Null(_meter.Record.Feature);
    }

    [Fact]
    public void NullOptions_AreRejected()
    {
        Assert.Throws<ArgumentNullException>(() => ((EmbeddingGenerationOptions)null!).WithCostScope("own"));
        Assert.Throws<ArgumentNullException>(() => ((ImageGenerationOptions)null!).WithCostScope("own"));
        Assert.Throws<ArgumentNullException>(() => ((SpeechToTextOptions)null!).WithCostScope("own"));
        Assert.Throws<ArgumentNullException>(() => ((TextToSpeechOptions)null!).WithCostScope("own"));
    }

    /// <summary>Makes one call and returns the additional properties that the provider received.</summary>
    private async Task<AdditionalPropertiesDictionary?> CallAsync(
        string modality, AdditionalPropertiesDictionary? properties, bool isTagged)
    {
        switch (modality)
        {
            case "embeddings":
                var embeddings = new TestEmbeddingGenerator();
                var embedding = new EmbeddingGenerationOptions { AdditionalProperties = properties };
                using (var client = embeddings.AsBuilder().UseCostMetering(_meter.Meter).Build())
                {
                    await client.GenerateAsync(
                        ["text"], isTagged ? embedding.WithCostScope("own", ("team", "ads")) : embedding, Token);
                }

                return embeddings.Options!.AdditionalProperties;

            case "image":
                var images = new TestImageGenerator();
                var image = new ImageGenerationOptions { AdditionalProperties = properties };
                using (var client = images.AsBuilder().UseCostMetering(_meter.Meter).Build())
                {
                    await client.GenerateAsync(
                        new ImageGenerationRequest("a cat"),
                        isTagged ? image.WithCostScope("own", ("team", "ads")) : image,
                        Token);
                }

                return images.Options!.AdditionalProperties;

            case "speech to text" or "streamed speech to text":
                var listener = new TestSpeechToTextClient();
                var speech = new SpeechToTextOptions { AdditionalProperties = properties };
                speech = isTagged ? speech.WithCostScope("own", ("team", "ads")) : speech;
                using (var client = listener.AsBuilder().UseCostMetering(_meter.Meter).Build())
                {
                    _ = modality is "speech to text"
                        ? await client.GetTextAsync(Stream.Null, speech, Token)
                        : await client.GetStreamingTextAsync(Stream.Null, speech, Token).ToSpeechToTextResponseAsync(Token);
                }

                return listener.Options!.AdditionalProperties;

            default:
                var speaker = new TestTextToSpeechClient();
                var voice = new TextToSpeechOptions { AdditionalProperties = properties };
                voice = isTagged ? voice.WithCostScope("own", ("team", "ads")) : voice;
                using (var client = speaker.AsBuilder().UseCostMetering(_meter.Meter).Build())
                {
                    _ = modality is "text to speech"
                        ? await client.GetAudioAsync("text", voice, Token)
                        : await client.GetStreamingAudioAsync("text", voice, Token).ToTextToSpeechResponseAsync(Token);
                }

                return speaker.Options!.AdditionalProperties;
        }
    }
}
