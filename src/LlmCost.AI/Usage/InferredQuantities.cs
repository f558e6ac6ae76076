using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>
/// What a call used beside tokens, as far as the request and the answer tell it, for models that are not paid by the token.
/// </summary>
/// <param name="Quantities">The same usage in one or more units; the price tells which of them are paid for.</param>
/// <param name="Source">How sure they are.</param>
/// <param name="IsKindKnown">Whether the kinds of the quantities are what the provider was asked for.</param>
internal sealed record InferredQuantities(
    IReadOnlyList<BillableQuantity> Quantities, UsageSource Source = UsageSource.Requested, bool IsKindKnown = true)
{
    private const string Quality = "quality";
    private const string Size = "size";

    /// <summary>The characters of a text to speak: Unicode code points, as providers count them.</summary>
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
    /// Audio up to the end of its transcript. What follows is silence, and paid for as well, so this is an estimate.
    /// </summary>
    public static InferredQuantities AudioUntil(TimeSpan end) => new(
        [new() { Unit = BillableUnit.InputAudioSecond, Quantity = end.Ticks / (decimal)TimeSpan.TicksPerSecond }],
        UsageSource.Estimated);

    /// <summary>The images that came, else those that were asked for.</summary>
    [Experimental("MEAI001")]
    public static InferredQuantities Images(ImageGenerationResponse response, ImageGenerationOptions? options)
    {
        var came = 0;
        for (var i = 0; i < response.Contents.Count; i++)
        {
            came += response.Contents[i] is DataContent or UriContent or HostedFileContent ? 1 : 0;
        }

        decimal count = came > 0 ? came : options?.Count ?? 1;
        var toldSize = options?.AdditionalProperties?.TryGetValue(Size, out string? told) is true ? told : null;
        var quality = options?.AdditionalProperties?.TryGetValue(Quality, out string? grade) is true ? grade : null;
        var size = toldSize ?? (options?.ImageSize is { } asked ? FormattableString.Invariant($"{asked.Width}x{asked.Height}") : null);

        // Raw options may say anything of size and quality, and only the provider's client can read them.
        var isKindKnown = options?.RawRepresentationFactory is null || (size is not null && quality is not null);
        var images = new BillableQuantity { Unit = BillableUnit.Image, Quantity = count, Kind = Kind(quality, size) };
        return options is { ImageSize: { } pixels, RawRepresentationFactory: null } && toldSize is null
            ? new InferredQuantities(
                [images, new() { Unit = BillableUnit.Pixel, Quantity = count * pixels.Width * pixels.Height }], IsKindKnown: isKindKnown)
            : new InferredQuantities([images], IsKindKnown: isKindKnown);
    }

    /// <summary>The kind of an image, as price files have it: <c>hd/1024x1024</c>, <c>1024x1024</c>, <c>hd</c>.</summary>
    private static string? Kind(string? quality, string? size) => (quality, size) switch
    {
        (null, _) => size,
        (_, null) => quality,
        _ => $"{quality}/{size}",
    };
}
