namespace LlmCost.AI;

/// <summary>Reads JSON: one object, an array of them, or one in each line.</summary>
/// <param name="isLines">True if each line is a document, so that a line that is not valid does not spoil the next.</param>
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
