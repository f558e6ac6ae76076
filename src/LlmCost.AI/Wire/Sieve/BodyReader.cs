namespace LlmCost.AI;

/// <summary>Reads the documents in the body of a response while the app reads the body.</summary>
/// <remarks>Not thread-safe. Dispose the reader to return its memory to the pool. No member throws.</remarks>
internal abstract class BodyReader(SieveRule root, Action<ReadOnlyMemory<byte>> onDocument) : IDisposable
{
    /// <summary>Gets the size of the text so far in bytes, from which the output of an interrupted stream is estimated.</summary>
    public long TextBytes => Sieve.TextBytes;

    /// <summary>Gets a value indicating whether a document was too large to be read.</summary>
    public bool HasLost => Sieve.HasLost;

    /// <summary>Gets a value indicating whether the body contained an explicit end marker.</summary>
    public virtual bool IsDone => false;

    /// <summary>Gets a value indicating whether the body reported a failure after the response began.</summary>
    public virtual bool HasFailed => false;

    protected JsonSieve Sieve { get; } = new(root, onDocument);

    /// <summary>Creates the reader for a media type, or returns <see langword="null"/> if the type is not supported.</summary>
    /// <param name="mediaType">The media type, without parameters.</param>
    /// <param name="onDocument">Receives each document. The memory is valid until the delegate returns.</param>
    public static BodyReader? Create(string? mediaType, Action<ReadOnlyMemory<byte>> onDocument) =>
        mediaType?.ToLowerInvariant() switch
        {
            "text/event-stream" => new SseBodyReader(onDocument),
            "application/vnd.amazon.eventstream" => new AwsEventBodyReader(onDocument),
            "application/x-ndjson" or "application/ndjson" or "application/jsonl" or "application/x-jsonlines"
                or "application/stream+json" => new JsonBodyReader(isLines: true, onDocument),
            "application/json" or "text/json" => new JsonBodyReader(isLines: false, onDocument),
            { } type when type.EndsWith("+json", StringComparison.Ordinal) => new JsonBodyReader(isLines: false, onDocument),
            _ => null,
        };

    /// <summary>Reads the next bytes.</summary>
    public abstract void Write(ReadOnlySpan<byte> bytes);

    /// <summary>
    /// Reads the buffered part of an event whose end has not arrived. Call this method once, after the last bytes.
    /// </summary>
    public virtual void End()
    {
    }

    public virtual void Dispose() => Sieve.Dispose();
}
