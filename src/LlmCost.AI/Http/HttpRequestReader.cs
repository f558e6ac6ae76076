using System.Net.Http.Json;
using System.Text.Json;

namespace LlmCost.AI;

/// <summary>Reads the model and the text size of a request whose body is already in memory.</summary>
internal static class HttpRequestReader
{
    /// <summary>
    /// Reads a request. <see cref="JsonContent"/> is serialized a second time, into a <see cref="JsonSieve"/>. A stream is not
    /// read, because it may be readable only once.
    /// </summary>
    /// <returns>The model and the size of the text in bytes, or nothing for streams and other content.</returns>
    public static (string? Model, bool IsStreaming, long TextBytes) Read(HttpContent? content)
    {
        if (content is not (ByteArrayContent or ReadOnlyMemoryContent or JsonContent))
        {
            return default;
        }

        (string? Model, bool IsStreaming) found = default;
        using var sieve = new JsonSieve(SieveRules.Request, document =>
        {
            using var json = JsonDocument.Parse(document);
            found = (
                json.RootElement.FindText("model"u8),
                json.RootElement.Find("stream"u8) is { ValueKind: JsonValueKind.True });
        });
        using var stream = new SieveStream(sieve);
        content.CopyTo(stream, context: null, CancellationToken.None);
        return (found.Model, found.IsStreaming, sieve.TextBytes);
    }

    /// <summary>A stream that passes all bytes written to it to a sieve.</summary>
    private sealed class SieveStream(JsonSieve sieve) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(ReadOnlySpan<byte> buffer) => sieve.Write(buffer);

        public override void Write(byte[] buffer, int offset, int count) => sieve.Write(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
