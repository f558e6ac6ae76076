namespace LlmCost.AI;

/// <summary>Reads JSON: one object, an array of objects, or one object per line.</summary>
/// <param name="isLines">True if each line is a document, so that an invalid line does not affect the next line.</param>
/// <param name="onDocument">Receives each document.</param>
internal sealed class JsonBodyReader(bool isLines, Action<ReadOnlyMemory<byte>> onDocument)
    : BodyReader(SieveRules.Response, onDocument)
{
    /// <summary>Gets a value indicating whether each line is a document.</summary>
    public bool IsLines { get; } = isLines;

    public override void Write(ReadOnlySpan<byte> bytes)
    {
        while (IsLines && bytes.IndexOf((byte)'\n') is >= 0 and var end)
        {
            Sieve.Write(bytes[..end]);
            Sieve.Reset();
            bytes = bytes[(end + 1)..];
        }

        Sieve.Write(bytes);
    }
}
