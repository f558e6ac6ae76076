using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>
/// The non-token usage of a call, inferred from its request and response, for models that are not billed per token.
/// </summary>
/// <param name="Quantities">
/// The same usage, expressed in one or more units. The price determines which of them are billed.
/// </param>
/// <param name="Source">The certainty of the quantities.</param>
/// <param name="IsKindKnown">
/// True if the kinds of the quantities are certain; false if raw options of the request may specify other kinds.
/// </param>
/// <param name="Image">The requested kind of image, if the quantities are images.</param>
internal sealed record InferredQuantities(
    IReadOnlyList<BillableQuantity> Quantities,
    UsageSource Source = UsageSource.Requested,
    bool IsKindKnown = true,
    RequestedImage Image = default)
{
    /// <summary>
    /// The default sizes and qualities of models, from OpenAI's API reference. GPT image models are not included, because they
    /// choose the size and quality themselves and are billed per token.
    /// </summary>
    private static readonly Dictionary<string, RequestedImage> s_defaults = new(StringComparer.OrdinalIgnoreCase)
    {
        ["dall-e-2"] = new() { Quality = "standard", Size = "1024x1024" },
        ["dall-e-3"] = new() { Quality = "standard", Size = "1024x1024" },
    };

    private const string Quality = "quality";
    private const string Size = "size";

    /// <summary>
    /// Returns the number of characters of the text to synthesize, in Unicode code points, as providers count them.
    /// </summary>
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
    /// Returns the length of the audio up to the end of its transcript. This is an estimate, because silence after the last word
    /// is also billed.
    /// </summary>
    public static InferredQuantities AudioUntil(TimeSpan end) => new(
        [new() { Unit = BillableUnit.InputAudioSecond, Quantity = end.Ticks / (decimal)TimeSpan.TicksPerSecond }],
        UsageSource.Estimated);

    /// <summary>Returns the received images, or the requested images if none were received.</summary>
    /// <param name="response">The response.</param>
    /// <param name="options">The options of the request.</param>
    /// <param name="raw">
    /// The image options that a reader found in the raw options, or <see langword="null"/> if there are none or no reader
    /// recognizes them.
    /// </param>
    [Experimental("MEAI001")]
    public static InferredQuantities Images(
        ImageGenerationResponse response, ImageGenerationOptions? options, RequestedImage? raw = null)
    {
        var received = 0;
        for (var i = 0; i < response.Contents.Count; i++)
        {
            received += response.Contents[i] is DataContent or UriContent or HostedFileContent ? 1 : 0;
        }

        decimal count = received > 0 ? received : options?.Count ?? 1;
        var properties = options?.AdditionalProperties;
        var configuredSize = (properties?.TryGetValue(Size, out string? named) is true ? named : null) ?? raw?.Size;
        var quality = (properties?.TryGetValue(Quality, out string? grade) is true ? grade : null) ?? raw?.Quality;
        var size = configuredSize
            ?? (options?.ImageSize is { } pair ? FormattableString.Invariant($"{pair.Width}x{pair.Height}") : null);

        // Raw options can contain any size and quality, which only a reader for the provider's client can read.
        var isKindKnown = options?.RawRepresentationFactory is null
            || raw is not null
            || (size is not null && quality is not null);
        var image = new RequestedImage { Quality = quality, Size = size };
        var images = new BillableQuantity { Unit = BillableUnit.Image, Quantity = count, Kind = Kind(image) };
        return options is { ImageSize: { } pixels, RawRepresentationFactory: null } && configuredSize is null
            ? new InferredQuantities(
                [images, new() { Unit = BillableUnit.Pixel, Quantity = count * pixels.Width * pixels.Height }],
                IsKindKnown: isKindKnown,
                Image: image)
            : new InferredQuantities([images], IsKindKnown: isKindKnown, Image: image);
    }

    /// <summary>
    /// Returns the quantities once for each kind under which a price list may contain the requested images: first the requested
    /// kind, then the same kind with the model's default size, then with the model's default quality as well.
    /// </summary>
    /// <param name="model">The name of the model in the price list.</param>
    public IEnumerable<IReadOnlyList<BillableQuantity>> ByName(string model)
    {
        yield return Quantities;
        if (Quantities is not [{ Unit: BillableUnit.Image }, ..] || !s_defaults.TryGetValue(model, out var defaults))
        {
            yield break;
        }

        var sized = Image with { Size = Image.Size ?? defaults.Size };
        yield return [Quantities[0] with { Kind = Kind(sized) }];
        yield return [Quantities[0] with { Kind = Kind(sized with { Quality = sized.Quality ?? defaults.Quality }) }];
    }

    /// <summary>
    /// Returns the kind of an image in the spelling of price files: <c>hd/1024x1024</c>, <c>1024x1024</c>, <c>hd</c>.
    /// </summary>
    private static string? Kind(in RequestedImage image) => (image.Quality, image.Size) switch
    {
        (null, _) => image.Size,
        (_, null) => image.Quality,
        _ => $"{image.Quality}/{image.Size}",
    };
}
