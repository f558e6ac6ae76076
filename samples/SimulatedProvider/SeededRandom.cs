using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SimulatedProvider;

/// <summary>Creates random number generators whose numbers depend only on a string, not on the machine.</summary>
public static class SeededRandom
{
    /// <summary>Creates a random number generator. Similar strings yield unrelated numbers.</summary>
    public static Random For(string text) =>
        new(BinaryPrimitives.ReadInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
}
