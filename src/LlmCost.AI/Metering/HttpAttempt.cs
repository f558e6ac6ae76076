using System.Text.Json;

namespace LlmCost.AI;

/// <summary>
/// One HTTP request of a call, as seen by a <see cref="CostMeteringHandler"/>, and the usage that its response reports.
/// </summary>
/// <remarks>
/// Thread-safe, because the body may still be read when the call ends, for example if this is the slower of two hedged requests.
/// </remarks>
internal sealed class HttpAttempt
{
    /// <summary>The maximum size of a document that is buffered and compared with the next document.</summary>
    private const int MaxDocument = 1_024;

    /// <summary>The number of buffered bytes after which the buffered documents are read.</summary>
    private const int MaxHeld = 4 * 1_024;

    private readonly Lock _lock = new();
    private readonly List<byte[]> _held = [];
    private int _heldBytes;
    private WireReader? _reader;
    private byte[]? _last;
    private WireUsage? _usage;

    /// <summary>Gets or sets the known properties of the request. They must be set before the body is read.</summary>
    public required WireRequest Request { get; set; }

    /// <summary>Gets or sets a value indicating whether a failed request was probably billed.</summary>
    public bool IsPossiblyBilled { get; set; }

    /// <summary>
    /// Gets or sets a value indicating whether a deployment that is billed hourly forwarded the request to one that is billed per
    /// token.
    /// </summary>
    public bool IsSpilledOver { get; set; }

    /// <summary>Gets or sets the cost in a header, in USD, or <see langword="null"/> if there is none.</summary>
    public decimal? ReportedCost { get; set; }

    /// <summary>
    /// Gets or sets a usage object with the counts in the headers, which apply if the body reports no counts.
    /// <see langword="null"/> if the headers contain no counts.
    /// </summary>
    public byte[]? CountsInHeaders { get; set; }

    /// <summary>Gets or sets the provider's id of the request, or <see langword="null"/> if no header contains it.</summary>
    public string? RequestId { get; set; }

    /// <summary>
    /// Gets or sets a delegate that receives exceptions from reading a document. If the delegate is <see langword="null"/>, the
    /// exceptions are thrown.
    /// </summary>
    public Action<Exception>? OnFailure { get; set; }

    /// <summary>
    /// Reads a response or an event of a streamed response. An event that differs from the previous event only in its text is
    /// skipped.
    /// </summary>
    /// <remarks>
    /// Small documents are buffered and read together, usually when the response has ended. The app therefore receives the first
    /// event of a stream earlier. Reading all documents in one pass is also faster.
    /// </remarks>
    public void Read(ReadOnlyMemory<byte> document)
    {
        lock (_lock)
        {
            if (_last is not null && document.Span.SequenceEqual(_last))
            {
                return;
            }

            _usage = null;
            if (document.Length > MaxDocument)
            {
                ReadHeld();
                ReadDocument(document);
                _last = null;
                return;
            }

            _last = document.ToArray();
            _held.Add(_last);
            _heldBytes += _last.Length;
            if (_heldBytes > MaxHeld)
            {
                ReadHeld();
            }
        }
    }

    /// <summary>Reads the buffered documents, and returns the data read so far.</summary>
    public WireUsage Finish()
    {
        lock (_lock)
        {
            ReadHeld();
            return _usage ??= CountsInHeaders is { } counts && _reader is not { HasUsage: true }
                ? UsageOf(counts)
                : _reader?.Finish() ?? new WireUsage();
        }
    }

    private WireUsage UsageOf(byte[] counts)
    {
        using var json = JsonDocument.Parse(counts);
        var reader = new WireReader(Request);
        reader.ReadUsage(json.RootElement);
        return reader.Finish();
    }

    private void ReadHeld()
    {
        foreach (var document in _held)
        {
            ReadDocument(document);
        }

        _held.Clear();
        _heldBytes = 0;
    }

    private void ReadDocument(ReadOnlyMemory<byte> document)
    {
        try
        {
            using var json = JsonDocument.Parse(document);
            (_reader ??= new WireReader(Request)).Read(json.RootElement);
        }
        catch (Exception e) when (OnFailure is not null)
        {
            OnFailure(e);
        }
    }
}
