using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>
/// Counts the tokens of an image by OpenAI's rule for tile-based models (guide "Images and vision", section "Calculating costs").
/// </summary>
internal static class ImageTokens
{
    private const int Base = 85;
    private const int PerTile = 170;
    private const int TileSize = 512;
    private const double MaxSide = 2048;
    private const double MaxShortSide = 768;

    /// <summary>The size that is assumed for an image of unknown size.</summary>
    private static readonly (int Width, int Height) s_typical = (1024, 1024);

    /// <summary>Returns the number of tokens of an image.</summary>
    /// <param name="data">The image, or an empty span if only its URI is known.</param>
    /// <param name="properties">The properties of the content, where <c>detail</c> is the requested level of detail.</param>
    public static long Count(ReadOnlySpan<byte> data, AdditionalPropertiesDictionary? properties)
    {
        if (properties?.TryGetValue("detail", out var detail) is true
            && string.Equals(detail?.ToString(), "low", StringComparison.OrdinalIgnoreCase))
        {
            return Base;
        }

        var (width, height) = ImageSize.Of(data) ?? s_typical;
        return Base + (PerTile * Tiles(width, height));
    }

    /// <summary>
    /// Returns the number of tiles that cover an image, after the image was scaled down to at most 2,048 x 2,048 pixels, with a
    /// shorter side of at most 768 pixels.
    /// </summary>
    private static long Tiles(double width, double height)
    {
        var scale = Math.Min(1, MaxSide / Math.Max(width, height));
        scale *= Math.Min(1, MaxShortSide / (Math.Min(width, height) * scale));
        return (long)(Math.Ceiling(width * scale / TileSize) * Math.Ceiling(height * scale / TileSize));
    }
}
