using System.Buffers;
using System.IO.Compression;

namespace LlmCost.AI;

/// <summary>Decompresses a response body for the meter, while the app receives the compressed body.</summary>
internal sealed class GzipReader : IDisposable
{
    /// <summary>The size, in bytes, of the chunks in which a body is decompressed. The decompressor itself uses 40 KiB.</summary>
    private const int PieceLength = 4_096;

    private readonly BodyReader _body;
    private readonly Piece _piece = new();
    private readonly GZipStream _gzip;

    private GzipReader(BodyReader body)
    {
        _body = body;
        _gzip = new GZipStream(_piece, CompressionMode.Decompress);
    }

    /// <summary>Creates a reader for a body.</summary>
    public static GzipReader Of(BodyReader body) => new(body);

    /// <summary>Decompresses the next bytes.</summary>
    /// <exception cref="InvalidDataException">The body is not compressed with gzip.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        var plain = ArrayPool<byte>.Shared.Rent(PieceLength);
        try
        {
            while (!bytes.IsEmpty)
            {
                var piece = bytes[..Math.Min(bytes.Length, PieceLength)];
                bytes = bytes[piece.Length..];
                _piece.Set(piece);

                // The decompressor returns 0 if it needs more input. It continues when the next chunk arrives.
                while (_gzip.Read(plain) is > 0 and var length)
                {
                    _body.Write(plain.AsSpan(0, length));
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(plain);
        }
    }

    public void Dispose()
    {
        _gzip.Dispose();
        _piece.Dispose();
    }

    /// <summary>The chunk that is decompressed next.</summary>
    private sealed class Piece : Stream
    {
        private readonly byte[] _bytes = new byte[PieceLength];
        private int _start;
        private int _end;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public void Set(ReadOnlySpan<byte> piece)
        {
            piece.CopyTo(_bytes);
            (_start, _end) = (0, piece.Length);
        }

        public override int Read(Span<byte> buffer)
        {
            var length = Math.Min(buffer.Length, _end - _start);
            _bytes.AsSpan(_start, length).CopyTo(buffer);
            _start += length;
            return length;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
