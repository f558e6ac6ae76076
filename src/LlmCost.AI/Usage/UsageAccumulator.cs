using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>Collects the usage of one call from a response or from the updates of a stream, and keeps only numbers.</summary>
/// <remarks>
/// Usages of the same response are merged by the dialect's rule. A stream can contain several responses if the meter is outside a
/// function-invocation loop; those are added up.
/// </remarks>
internal struct UsageAccumulator(UsageDialect dialect)
{
    private Response _current;
    private TokenUsage _usage;
    private decimal? _cost;
    private UsageKnowledge _knowledge;
    private UsageAnomalies _anomalies;

    /// <summary>How the client counts.</summary>
    public UsageDialect Dialect { get; set; } = dialect;

    /// <summary>The tier, region and speed that were served, as far as a reader found them.</summary>
    public ServedAs ServedAs { get; private set; }

    /// <summary>The non-token usage, as far as a reader found it.</summary>
    public IReadOnlyList<BillableQuantity>? Quantities { get; private set; }

    /// <summary>True if any token counts were reported so far.</summary>
    public readonly bool HasAny => _knowledge is not UsageKnowledge.None
        || _current.Client.IsReported || _current.Reader.IsReported || _current.Disjoint is not null;

    /// <summary>Adds counts in the form of Microsoft.Extensions.AI.</summary>
    public void Observe(UsageDetails details, string? responseId)
    {
        BeginResponse(responseId);
        _current.Client.Combine(ReportedCounts.From(details), Dialect.Merge);
    }

    /// <summary>Adds what a reader found in the raw response; its counts win over those of Microsoft.Extensions.AI.</summary>
    public void Observe(in UsageReading reading, string? responseId)
    {
        BeginResponse(responseId);
        if (reading.Usage is { } usage)
        {
            usage = usage.Clamp(ref _anomalies);
            _current.Disjoint = _current.Disjoint is { } earlier ? TokenUsage.Max(earlier, usage) : usage;
        }

        if (reading.Stage is UsageStage.Started)
        {
            _current.Start = ReportedCounts.From(reading.Details!) with { Output = 0, Total = null };
        }
        else if (reading.Details is { } details)
        {
            _current.Reader.Combine(ReportedCounts.From(details), UsageMerge.Latest);
            _current.IsComplete = true;
        }

        if (reading.ReportedCost is { } cost)
        {
            if (cost is >= 0 and <= CountLimits.MaxCost)
            {
                _current.Cost = cost;
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

    /// <summary>Ends the collection, once.</summary>
    /// <param name="usage">The sum of all responses.</param>
    /// <param name="cost">The cost that providers reported, in USD, if any.</param>
    /// <param name="anomalies">The contradictions found in the counts.</param>
    /// <returns>How much was reported.</returns>
    public UsageKnowledge Finish(out TokenUsage usage, out decimal? cost, out UsageAnomalies anomalies)
    {
        EndResponse();
        (usage, cost, anomalies) = (_usage, _cost, _anomalies);
        return _knowledge;
    }

    private void BeginResponse(string? responseId)
    {
        if (string.IsNullOrEmpty(responseId) || responseId == _current.Id)
        {
            return;
        }

        if (_current.Id is not null)
        {
            EndResponse();
            _current = default;
        }

        _current.Id = responseId;
    }

    private void EndResponse()
    {
        if (_current.Cost is { } cost)
        {
            _cost = (_cost ?? 0) + cost;
        }

        if (_current.Disjoint is { } disjoint)
        {
            Add(in disjoint, UsageKnowledge.Reported);
        }
        else if (_current.Counts(out var knowledge) is { IsReported: true } counts)
        {
            _anomalies |= counts.Normalize(Dialect, out var usage);
            Add(in usage, knowledge);
        }
    }

    private void Add(in TokenUsage usage, UsageKnowledge knowledge)
    {
        _usage = _knowledge is UsageKnowledge.None ? usage : _usage + usage;
        _knowledge = _knowledge is UsageKnowledge.InputOnly ? UsageKnowledge.InputOnly : knowledge;
    }

    /// <summary>What is known of one response.</summary>
    private struct Response
    {
        public string? Id;

        /// <summary>The counts of the client.</summary>
        public ReportedCounts Client;

        /// <summary>The counts that readers found.</summary>
        public ReportedCounts Reader;

        /// <summary>The counts that a reader found at the start of the stream.</summary>
        public ReportedCounts Start;

        /// <summary>True if a reader found the counts of the whole response.</summary>
        public bool IsComplete;

        /// <summary>The counts that a reader has made disjoint itself.</summary>
        public TokenUsage? Disjoint;

        /// <summary>The cost that the provider reported, in USD.</summary>
        public decimal? Cost;

        /// <summary>
        /// Returns the counts of readers, otherwise those of the client. A reader that saw the start of a stream also sees its
        /// end: without one, the stream broke off, whatever the client reports.
        /// </summary>
        public readonly ReportedCounts Counts(out UsageKnowledge knowledge)
        {
            knowledge = UsageKnowledge.Reported;
            if (!Start.IsReported)
            {
                return Reader.IsReported ? Reader : Client;
            }

            if (IsComplete)
            {
                return Client.WithFallback(Reader.WithFallback(Start));
            }

            knowledge = UsageKnowledge.InputOnly;
            return Start;
        }
    }
}
