using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>Counts an image by OpenAI's rule for models that see tiles (guide "Images and vision", calculating costs).</summary>
internal static class ImageTokens
{
    private const int Base = 85;
    private const int PerTile = 170;
    private const int TileSize = 512;
    private const double MaxSide = 2048;
    private const double MaxShortSide = 768;

    /// <summary>What an image is taken for whose size is not known.</summary>
    private static readonly (int Width, int Height) s_typical = (1024, 1024);

    /// <summary>Counts an image.</summary>
    /// <param name="data">The image, or nothing where only its address is known.</param>
    /// <param name="properties">Where the detail is asked for, as <c>detail</c>.</param>
    public static long Count(ReadOnlySpan<byte> data, AdditionalPropertiesDictionary? properties)
    {
        if (properties?.TryGetValue("detail", out var detail) is true && string.Equals(detail?.ToString(), "low", StringComparison.OrdinalIgnoreCase))
        {
            return Base;
        }

        var (width, height) = ImageSize.Of(data) ?? s_typical;
        return Base + (PerTile * Tiles(width, height));
    }

    /// <summary>The tiles that cover an image after it was made to fit into a square, and its shorter side into a tile and a half.</summary>
    private static long Tiles(double width, double height)
    {
        var scale = Math.Min(1, MaxSide / Math.Max(width, height));
        scale *= Math.Min(1, MaxShortSide / (Math.Min(width, height) * scale));
        return (long)(Math.Ceiling(width * scale / TileSize) * Math.Ceiling(height * scale / TileSize));
    }
}
