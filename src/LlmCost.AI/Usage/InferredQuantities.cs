using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>
/// The non-token usage of a call, inferred from its request and response, for models that are not billed per token.
/// </summary>
/// <param name="Quantities">The same usage in one or more units. The price determines which of them are billed.</param>
/// <param name="Source">The certainty of the quantities.</param>
/// <param name="IsKindKnown">True if the kinds of the quantities are the kinds that were requested from the provider.</param>
internal sealed record InferredQuantities(
    IReadOnlyList<BillableQuantity> Quantities, UsageSource Source = UsageSource.Requested, bool IsKindKnown = true)
{
    private const string Quality = "quality";
    private const string Size = "size";

    /// <summary>Returns the characters of a text to speak: Unicode code points, as providers count them.</summary>
    public static InferredQuantities Characters(string text)
    {
        long characters = 0;
        foreach (var _ in text.EnumerateRunes())
        {
            characters++;
        }

        return new InferredQuantities([new BillableQuantity { Unit = BillableUnit.Character, Quantity = characters }]);
    }

    /// <summary>
    /// Returns the audio up to the end of its transcript. This is an estimate, because silence after the last word is billed,
    /// too.
    /// </summary>
    public static InferredQuantities AudioUntil(TimeSpan end) => new(
        [new() { Unit = BillableUnit.InputAudioSecond, Quantity = end.Ticks / (decimal)TimeSpan.TicksPerSecond }],
        UsageSource.Estimated);

    /// <summary>Returns the received images, or the requested images if none were received.</summary>
    [Experimental("MEAI001")]
    public static InferredQuantities Images(ImageGenerationResponse response, ImageGenerationOptions? options)
    {
        var received = 0;
        for (var i = 0; i < response.Contents.Count; i++)
        {
            received += response.Contents[i] is DataContent or UriContent or HostedFileContent ? 1 : 0;
        }

        decimal count = received > 0 ? received : options?.Count ?? 1;
        var configuredSize = options?.AdditionalProperties?.TryGetValue(Size, out string? raw) is true ? raw : null;
        var quality = options?.AdditionalProperties?.TryGetValue(Quality, out string? grade) is true ? grade : null;
        var size = configuredSize
            ?? (options?.ImageSize is { } pair ? FormattableString.Invariant($"{pair.Width}x{pair.Height}") : null);

        // Raw options may contain any size and quality, and only the provider's client can read them.
        var isKindKnown = options?.RawRepresentationFactory is null || (size is not null && quality is not null);
        var images = new BillableQuantity { Unit = BillableUnit.Image, Quantity = count, Kind = Kind(quality, size) };
        return options is { ImageSize: { } pixels, RawRepresentationFactory: null } && configuredSize is null
            ? new InferredQuantities(
                [images, new() { Unit = BillableUnit.Pixel, Quantity = count * pixels.Width * pixels.Height }],
                IsKindKnown: isKindKnown)
            : new InferredQuantities([images], IsKindKnown: isKindKnown);
    }

    /// <summary>Returns the kind of an image as price files spell it: <c>hd/1024x1024</c>, <c>1024x1024</c>, <c>hd</c>.</summary>
    private static string? Kind(string? quality, string? size) => (quality, size) switch
    {
        (null, _) => size,
        (_, null) => quality,
        _ => $"{quality}/{size}",
    };
}
