using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>Gathers the usage of one call from a response or from the updates of a stream, and keeps only numbers.</summary>
/// <remarks>
/// Usages of the same response are combined by the dialect's rule. A stream can hold several responses, when the meter sits
/// outside a function-invocation loop; those are added up.
/// </remarks>
internal struct UsageAccumulator(UsageDialect dialect)
{
    private string? _responseId;
    private ReportedCounts _reported;
    private bool _isReported;
    private ReaderFindings? _read;
    private FinishedResponses? _earlier;
    private bool _hasUsage;
    private UsageAnomalies _anomalies;

    /// <summary>How the client counts.</summary>
    public UsageDialect Dialect { get; set; } = dialect;

    /// <summary>The tier, region and speed that were served, as far as a reader found them.</summary>
    public ServedAs ServedAs { get; private set; }

    /// <summary>What was used in addition to tokens, as far as a reader found it.</summary>
    public IReadOnlyList<BillableQuantity>? Quantities { get; private set; }

    /// <summary>
    /// True if a reader found anything, without which nothing is in <see cref="ServedAs"/> and <see cref="Quantities"/>.
    /// </summary>
    public bool HasReading { get; private set; }

    /// <summary>Whether any usage was reported so far.</summary>
    public readonly bool HasAny => _hasUsage || _reported.IsReported || _read is { Details.IsReported: true } or { Usage: not null };

    /// <summary>Whether some response broke off before its counts came, so that only its input is known.</summary>
    public bool HasOnlyBegun { get; private set; }

    /// <summary>Takes in counts in the form of Microsoft.Extensions.AI.</summary>
    public void Observe(UsageDetails details, string? responseId)
    {
        BeginResponse(responseId);
        if (_isReported)
        {
            _reported.Combine(ReportedCounts.From(details), Dialect.Merge);
        }
        else
        {
            _reported.Fill(details);
            _isReported = true;
        }
    }

    /// <summary>Takes in what a reader found in the raw response; its counts win over those of Microsoft.Extensions.AI.</summary>
    public void Observe(in UsageReading reading, string? responseId)
    {
        BeginResponse(responseId);
        HasReading = true;
        _read ??= new ReaderFindings();
        if (reading.Usage is { } usage)
        {
            usage = usage.Clamp(ref _anomalies);
            _read.Usage = _read.Usage is { } earlier ? TokenUsage.Max(earlier, usage) : usage;
        }

        if (reading.Details is { } details)
        {
            _read.Details.Combine(ReportedCounts.From(details), UsageMerge.Latest);
        }

        if (reading.InputDetails is { } begun)
        {
            _read.Begun = ReportedCounts.From(begun) with { Output = 0, Total = null };
        }

        _read.IsComplete |= reading.IsComplete;
        if (reading.ReportedCost is { } cost)
        {
            if (cost is >= 0 and <= CountLimits.MaxCost)
            {
                _read.Cost = cost;
            }
            else
            {
                _anomalies |= cost < 0 ? UsageAnomalies.NegativeCount : UsageAnomalies.ImplausibleCount;
            }
        }

        ServedAs = new ServedAs
        {
            ServiceTier = reading.ServiceTier ?? ServedAs.ServiceTier,
            Region = reading.Region ?? ServedAs.Region,
            Speed = reading.Speed ?? ServedAs.Speed,
        };
        Quantities = reading.Quantities ?? Quantities;
    }

    /// <summary>Ends the gathering, once.</summary>
    /// <returns>Whether the provider reported any usage; an explicit zero is one.</returns>
    public bool TryFinish(out TokenUsage usage, out decimal? cost, out UsageAnomalies anomalies)
    {
        usage = default;
        cost = null;
        if (_earlier is not null)
        {
            (usage, cost) = (_earlier.Usage, _earlier.Cost);
        }

        EndResponse(ref usage, ref cost);
        anomalies = _anomalies;
        return _hasUsage;
    }

    /// <summary>
    /// The counts of the response: those of a reader, else those of the client. A reader that saw the stream begin sees it end,
    /// too: what the client reports without that are counts of a stream that broke off.
    /// </summary>
    private ReportedCounts Reported(ReaderFindings read)
    {
        if (!read.Begun.IsReported)
        {
            return read.Details.IsReported ? read.Details : _reported;
        }

        HasOnlyBegun |= !read.IsComplete;
        return read.IsComplete ? _reported.Over(read.Details.Over(read.Begun)) : read.Begun;
    }

    private void BeginResponse(string? responseId)
    {
        if (string.IsNullOrEmpty(responseId) || responseId == _responseId)
        {
            return;
        }

        if (_responseId is not null)
        {
            _earlier ??= new FinishedResponses();
            EndResponse(ref _earlier.Usage, ref _earlier.Cost);
            _reported = default;
            _isReported = false;
            _read = null;
        }

        _responseId = responseId;
    }

    private void EndResponse(ref TokenUsage sum, ref decimal? cost)
    {
        if (_read is null)
        {
            Add(in _reported, ref sum);
        }
        else
        {
            Add(_read, ref sum, ref cost);
        }
    }

    // Here and below: room for large values would be cleared for calls that don't need it, too.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Add(ReaderFindings read, ref TokenUsage sum, ref decimal? cost)
    {
        if (read.Usage is { } usage)
        {
            sum += usage;
            _hasUsage = true;
        }
        else
        {
            Add(Reported(read), ref sum);
        }

        if (read.Cost is { } charged)
        {
            cost = (cost ?? 0) + charged;
        }
    }

    private void Add(in ReportedCounts reported, ref TokenUsage sum)
    {
        if (!reported.IsReported)
        {
            return;
        }

        if (_hasUsage)
        {
            AddNext(in reported, ref sum);
        }
        else
        {
            _anomalies |= reported.Normalize(Dialect, out sum);
            _hasUsage = true;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddNext(in ReportedCounts reported, ref TokenUsage sum)
    {
        _anomalies |= reported.Normalize(Dialect, out var usage);
        sum += usage;
    }
}
