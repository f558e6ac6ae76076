using System.Buffers.Binary;

namespace LlmCost.AI;

/// <summary>Reads the size of an image from its first bytes.</summary>
internal static class ImageSize
{
    /// <summary>
    /// Returns the width and height of a PNG, GIF or JPEG image in pixels, or <see langword="null"/> if they cannot be read.
    /// </summary>
    public static (int Width, int Height)? Of(ReadOnlySpan<byte> data)
    {
        if (data.Length >= 24 && data[0] is 0x89 && data[1..].StartsWith("PNG\r\n"u8))
        {
            return Valid(BinaryPrimitives.ReadInt32BigEndian(data[16..]), BinaryPrimitives.ReadInt32BigEndian(data[20..]));
        }

        if (data.Length >= 10 && data.StartsWith("GIF8"u8))
        {
            return Valid(BinaryPrimitives.ReadUInt16LittleEndian(data[6..]), BinaryPrimitives.ReadUInt16LittleEndian(data[8..]));
        }

        return data is [0xFF, 0xD8, ..] ? OfJpeg(data[2..]) : null;
    }

    /// <summary>Skips segments up to the start-of-frame segment, which contains the size.</summary>
    private static (int Width, int Height)? OfJpeg(ReadOnlySpan<byte> data)
    {
        while (data.Length >= 9 && data[0] is 0xFF)
        {
            if (data[1] is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                return Valid(BinaryPrimitives.ReadUInt16BigEndian(data[7..]), BinaryPrimitives.ReadUInt16BigEndian(data[5..]));
            }

            var length = 2 + BinaryPrimitives.ReadUInt16BigEndian(data[2..]);
            data = length <= data.Length ? data[length..] : [];
        }

        return null;
    }

    private static (int Width, int Height)? Valid(int width, int height) =>
        width > 0 && height > 0 ? (width, height) : null;
}
