using System.Text.Json;

namespace LlmCost.AI;

/// <summary>One HTTP request of a call, as an HTTP handler sees it, and what its response reports.</summary>
/// <remarks>
/// Thread-safe, because the body may still be read, for example by the loser of two hedged requests, when the call ends.
/// </remarks>
internal sealed class HttpAttempt
{
    /// <summary>The largest document that is compared with the next one.</summary>
    private const int MaxCompared = 1_024;

    private readonly Lock _lock = new();
    private WireReader? _reader;
    private byte[]? _last;
    private int _lastLength;

    /// <summary>Gets or sets what is known about the request. Set it before the body is read.</summary>
    public required WireRequest Request { get; set; }

    /// <summary>Gets or sets a value indicating whether a failed request was probably billed.</summary>
    public bool IsPossiblyBilled { get; set; }

    /// <summary>
    /// Gets or sets a value indicating whether a deployment that is billed hourly passed the request on to one that is billed per
    /// token.
    /// </summary>
    public bool IsSpilledOver { get; set; }

    /// <summary>Gets or sets the cost in a header, in USD, or <see langword="null"/> if there is none.</summary>
    public decimal? ReportedCost { get; set; }

    /// <summary>
    /// Gets or sets a usage object with the counts in headers, which applies if the body reports none; <see langword="null"/> if
    /// there is none.
    /// </summary>
    public byte[]? CountsInHeaders { get; set; }

    /// <summary>
    /// Gets or sets the provider's id of the request, or <see langword="null"/> if a header does not contain it.
    /// </summary>
    public string? RequestId { get; set; }

    /// <summary>
    /// Reads a response or an event. An event that differs from the previous one only in its text is skipped.
    /// </summary>
    /// <exception cref="JsonException">The document is not valid.</exception>
    public void Read(ReadOnlyMemory<byte> document)
    {
        lock (_lock)
        {
            if (_last is not null && document.Span.SequenceEqual(_last.AsSpan(0, _lastLength)))
            {
                return;
            }

            if (document.Length <= MaxCompared)
            {
                document.CopyTo(_last ??= new byte[MaxCompared]);
                _lastLength = document.Length;
            }

            using var json = JsonDocument.Parse(document);
            (_reader ??= new WireReader(Request)).Read(json.RootElement);
        }
    }

    /// <summary>Returns what was read so far.</summary>
    public WireUsage Finish()
    {
        lock (_lock)
        {
            if (CountsInHeaders is { } counts && _reader is not { HasUsage: true })
            {
                using var json = JsonDocument.Parse(counts);
                var reader = new WireReader(Request);
                reader.ReadUsage(json.RootElement);
                return reader.Finish();
            }

            return _reader?.Finish() ?? new WireUsage();
        }
    }
}
