using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace LlmCost.AI;

/// <summary>Decompresses a gzip file, and checks that it is complete.</summary>
/// <remarks>
/// <see cref="GZipStream"/> reports no error at the end of a truncated file, so half a bill would look complete. The trailer of
/// the file contains the length and the checksum of its last member.
/// </remarks>
internal sealed class GzipText : Stream
{
    private const int TrailerSize = 8;

    private readonly Stream _file;
    private readonly Crc32 _crc = new();
    private readonly byte[] _trailer = new byte[TrailerSize];
    private GZipStream _text;
    private long _length;
    private bool _isChecked;

    private GzipText(Stream file)
    {
        _file = file;
        if (file.Length < 10 + TrailerSize)
        {
            throw Truncated();
        }

        file.Seek(-TrailerSize, SeekOrigin.End);
        file.ReadExactly(_trailer);
        file.Position = 0;
        _text = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Opens a file, and decompresses it if it begins with the gzip signature, regardless of its name.</summary>
    public static Stream Open(Stream file) => IsGzip(file) ? new GzipText(file) : file;

    /// <summary>Returns true if a file begins with the gzip signature, and resets its position.</summary>
    public static bool IsGzip(Stream file)
    {
        Span<byte> start = stackalloc byte[2];
        var count = file.ReadAtLeast(start, 2, throwOnEndOfStream: false);
        file.Position = 0;
        return count is 2 && start is [0x1F, 0x8B];
    }

    public override int Read(Span<byte> buffer)
    {
        var count = _text.Read(buffer);
        if (count > 0)
        {
            _crc.Append(buffer[..count]);
            _length += count;
        }
        else if (!buffer.IsEmpty && !_isChecked)
        {
            Check();
            _isChecked = true;
        }

        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _text.Dispose();
            _file.Dispose();
        }

        base.Dispose(disposing);
    }

    private static BillFileException Truncated() => new("The file is truncated: the compressed data ends early.");

    private void Check()
    {
        var crc = BinaryPrimitives.ReadUInt32LittleEndian(_trailer);
        var size = BinaryPrimitives.ReadUInt32LittleEndian(_trailer.AsSpan(4));
        if (crc == _crc.GetCurrentHashAsUInt32() && size == (uint)_length)
        {
            return;
        }

        // A gzip file can have several members. In this case, the trailer belongs to the last member, which is checked in a
        // second pass.
        if (size >= _length || Tail(_length - size) != crc)
        {
            throw Truncated();
        }
    }

    private uint Tail(long skip)
    {
        _text.Dispose();
        _file.Position = 0;
        _text = new GZipStream(_file, CompressionMode.Decompress, leaveOpen: true);
        var (buffer, crc) = (new byte[1 << 16], new Crc32());
        while (_text.Read(buffer) is > 0 and var count)
        {
            var skipped = (int)Math.Min(skip, count);
            skip -= skipped;
            crc.Append(buffer.AsSpan(skipped, count - skipped));
        }

        return crc.GetCurrentHashAsUInt32();
    }
}
