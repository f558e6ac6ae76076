using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SimulatedProvider;

/// <summary>Creates random sources that depend only on a text, not on the machine.</summary>
public static class SeededRandom
{
    /// <summary>Creates a random source. Similar texts create unrelated sources.</summary>
    public static Random For(string text) =>
        new(BinaryPrimitives.ReadInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
}
