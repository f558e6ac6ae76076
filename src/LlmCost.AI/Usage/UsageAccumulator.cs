using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>Gathers the usage of one call from a response or from the updates of a stream, and keeps only numbers.</summary>
/// <remarks>
/// Usages of the same response are combined by the dialect's rule. A stream can hold several responses, when the meter sits outside
/// a function-invocation loop; those are added up.
/// </remarks>
internal struct UsageAccumulator(UsageDialect dialect)
{
    private string? _responseId;
    private ReportedCounts _reported;
    private bool _isReported;
    private ReadCounts? _readCounts;
    private TokenUsage? _read;
    private decimal? _cost;

    private TokenUsage _finishedUsage;
    private decimal? _finishedCost;
    private bool _hasUsage;
    private UsageAnomalies _anomalies;

    /// <summary>How the client counts.</summary>
    public UsageDialect Dialect { get; set; } = dialect;

    /// <summary>What was served, and what was used beside tokens, as far as the provider said.</summary>
    public PricingContext Context { get; private set; }

    /// <summary>Whether any usage was reported so far.</summary>
    public readonly bool HasAny => _hasUsage || _read is not null || _reported.IsReported || _readCounts is { Details.IsReported: true };

    /// <summary>Whether some response broke off before its counts came, so that only its input is known.</summary>
    public bool HasOnlyBegun { get; private set; }

    /// <summary>Takes in counts in the form of Microsoft.Extensions.AI.</summary>
    public void Observe(UsageDetails details, string? responseId)
    {
        BeginResponse(responseId);
        if (_isReported)
        {
            _reported.Combine(ReportedCounts.From(details), Dialect.Combination);
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
        if (reading.Usage is { } usage)
        {
            usage = usage.Clamp(ref _anomalies);
            _read = _read is { } earlier ? TokenUsage.Max(earlier, usage) : usage;
        }

        if (reading.Details is { } details)
        {
            (_readCounts ??= new ReadCounts()).Details.Combine(ReportedCounts.From(details), UsageCombination.Last);
        }

        if (reading.InputDetails is { } begun)
        {
            (_readCounts ??= new ReadCounts()).Begun = ReportedCounts.From(begun) with { Output = 0, Total = null };
        }

        if (reading.IsComplete)
        {
            (_readCounts ??= new ReadCounts()).IsComplete = true;
        }

        if (reading.ReportedCost is { } cost)
        {
            if (cost is >= 0 and <= PlausibleCount.MaxCost)
            {
                _cost = cost;
            }
            else
            {
                _anomalies |= cost < 0 ? UsageAnomalies.NegativeCount : UsageAnomalies.ImplausibleCount;
            }
        }

        Context = new PricingContext
        {
            ServiceTier = reading.ServiceTier ?? Context.ServiceTier,
            Region = reading.Region ?? Context.Region,
            Speed = reading.Speed ?? Context.Speed,
            Quantities = reading.Quantities ?? Context.Quantities,
        };
    }

    /// <summary>Ends the gathering, once.</summary>
    /// <returns>Whether the provider reported any usage; an explicit zero is one.</returns>
    public bool TryFinish(out TokenUsage usage, out decimal? cost, out UsageAnomalies anomalies)
    {
        usage = default;
        if (_hasUsage)
        {
            EndResponse(ref _finishedUsage);
            usage = _finishedUsage;
        }
        else
        {
            EndResponse(ref usage);
        }

        cost = _finishedCost;
        anomalies = _anomalies;
        return _hasUsage;
    }

    /// <summary>
    /// The counts of the response: those of a reader, else those of the client. A reader that saw the stream begin sees it end, too: what the client
    /// reports without that are counts of a stream that broke off.
    /// </summary>
    private ReportedCounts Reported(ReadCounts read)
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
            EndResponse(ref _finishedUsage);
            _reported = default;
            _isReported = false;
            _readCounts = null;
            _read = null;
            _cost = null;
        }

        _responseId = responseId;
    }

    private void EndResponse(ref TokenUsage sum)
    {
        if (_read is { } read)
        {
            Add(in read, ref sum);
        }
        else if (_readCounts is not null)
        {
            Add(Reported(_readCounts), ref sum);
        }
        else
        {
            Add(in _reported, ref sum);
        }

        if (_cost is { } cost)
        {
            _finishedCost = (_finishedCost ?? 0) + cost;
        }
    }

    private void Add(in ReportedCounts reported, ref TokenUsage sum)
    {
        if (reported.IsReported)
        {
            Add(reported.Normalize(Dialect, out var anomalies), ref sum);
            _anomalies |= anomalies;
        }
    }

    private void Add(in TokenUsage usage, ref TokenUsage sum)
    {
        sum = _hasUsage ? sum + usage : usage;
        _hasUsage = true;
    }
}
