using System.Net;

namespace LlmCost.AI;

/// <summary>The content of a response, which the meter reads while the app reads it.</summary>
internal sealed class MeteredContent : HttpContent
{
    private readonly HttpContent _inner;
    private readonly HttpExchange _exchange;

    public MeteredContent(HttpContent inner, HttpExchange exchange)
    {
        (_inner, _exchange) = (inner, exchange);
        foreach (var (name, values) in inner.Headers.NonValidated)
        {
            Headers.TryAddWithoutValidation(name, values);
        }
    }

    protected override async Task<Stream> CreateContentReadStreamAsync() =>
        new MeteredBodyStream(await _inner.ReadAsStreamAsync().ConfigureAwait(false), _exchange);

    protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) =>
        new MeteredBodyStream(await _inner.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), _exchange);

    protected override Stream CreateContentReadStream(CancellationToken cancellationToken) =>
        new MeteredBodyStream(_inner.ReadAsStream(cancellationToken), _exchange);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var body = await CreateContentReadStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            await body.CopyToAsync(stream, cancellationToken).ConfigureAwait(false);
        }
    }

    protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        using var body = CreateContentReadStream(cancellationToken);
        body.CopyTo(stream);
    }

    /// <summary>Returns false, because a known length is already in the headers.</summary>
    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _exchange.BreakOff(exception: null);
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
