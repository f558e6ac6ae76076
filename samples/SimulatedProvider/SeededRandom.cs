using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SimulatedProvider;

/// <summary>Randomness that follows from a text, on every machine alike.</summary>
public static class SeededRandom
{
    /// <summary>Makes a source of randomness. Texts that differ a little give sources that have nothing in common.</summary>
    public static Random For(string text) => new(BinaryPrimitives.ReadInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
}
