namespace LlmCost.AI;

/// <summary>The body of a response. The meter reads each part after the app has received it.</summary>
internal sealed class MeteredBodyStream(Stream inner, HttpExchange exchange) : Stream
{
    public override bool CanRead => inner.CanRead;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override bool CanTimeout => inner.CanTimeout;

    public override int ReadTimeout
    {
        get => inner.ReadTimeout;
        set => inner.ReadTimeout = value;
    }

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        int length;
        try
        {
            length = inner.Read(buffer);
        }
        catch (Exception e)
        {
            exchange.BreakOff(e);
            throw;
        }

        Observe(buffer, length);
        return length;
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Read(buffer.AsSpan(offset, count));
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ValueTask<int> read;
        try
        {
            read = inner.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception e)
        {
            exchange.BreakOff(e);
            throw;
        }

        // Completes synchronously in most cases, because most events have arrived before the app reads them.
        if (!read.IsCompletedSuccessfully)
        {
            return AwaitAsync(read, buffer);
        }

        var length = read.Result;
        Observe(buffer.Span, length);
        return ValueTask.FromResult(length);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        exchange.BreakOff(exception: null);
        await inner.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            exchange.BreakOff(exception: null);
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Observe(ReadOnlySpan<byte> buffer, int length)
    {
        if (length > 0)
        {
            exchange.Read(buffer[..length]);
        }
        else if (buffer.Length > 0)
        {
            exchange.Complete();
        }
    }

    private async ValueTask<int> AwaitAsync(ValueTask<int> read, Memory<byte> buffer)
    {
        int length;
        try
        {
            length = await read.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            exchange.BreakOff(e);
            throw;
        }

        Observe(buffer.Span, length);
        return length;
    }
}
