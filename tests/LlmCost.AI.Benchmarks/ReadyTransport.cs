using System.Net;
using System.Net.Http.Headers;

namespace LlmCost.AI.Benchmarks;

/// <summary>Responds to every request immediately with a body in memory.</summary>
/// <param name="body">The parts of the body. Each read returns one part.</param>
/// <param name="encoding">
/// The content encoding of the body, such as <c>gzip</c>, or <see langword="null"/> if the body is not compressed.
/// </param>
/// <param name="mediaType">The media type of the body.</param>
internal sealed class ReadyTransport(
    IReadOnlyList<byte[]> body, string? encoding = null, string mediaType = "text/event-stream") : HttpMessageHandler
{
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var content = new StreamContent(new PartStream(body));
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        if (encoding is not null)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        return new HttpResponseMessage(HttpStatusCode.OK) { Content = content, RequestMessage = request };
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Task.FromResult(Send(request, cancellationToken));

    private sealed class PartStream(IReadOnlyList<byte[]> parts) : MemoryStream
    {
        private int _part;
        private int _start;

        public override int Read(Span<byte> buffer)
        {
            if (_part == parts.Count)
            {
                return 0;
            }

            var rest = parts[_part].AsSpan(_start);
            var length = Math.Min(rest.Length, buffer.Length);
            rest[..length].CopyTo(buffer);
            (_part, _start) = length == rest.Length ? (_part + 1, 0) : (_part, _start + length);
            return length;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(Read(buffer.Span));
    }
}
