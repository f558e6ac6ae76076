using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>Collects the usage of one call from a response or from the updates of a stream, and keeps only numbers.</summary>
/// <remarks>
/// The dialect determines how several usage reports of one response are merged. If the meter is outside a function-invocation
/// loop, a stream can contain several responses. Their usage is added up.
/// </remarks>
internal struct UsageAccumulator(UsageDialect dialect)
{
    private string? _responseId;
    private string? _firstResponseId;
    private bool _hasExplicitCounts;
    private ReportedCounts _client;
    private bool _hasClient;
    private Findings? _found;
    private TokenUsage _usage;
    private decimal? _cost;
    private UsageKnowledge _knowledge;
    private UsageAnomalies _anomalies;
    private List<UsagePart>? _parts;
    private List<UnpricedPart>? _unpriced;

    /// <summary>The usage of the inferences that have non-token quantities.</summary>
    private List<UsagePart>? _quantified;

    /// <summary>The way in which the client reports usage.</summary>
    public UsageDialect Dialect { get; set; } = dialect;

    /// <summary>The actual tier, region and speed, if a reader found them.</summary>
    public ServedAs ServedAs { get; private set; }

    /// <summary>The non-token usage, if a reader found any.</summary>
    public IReadOnlyList<BillableQuantity>? Quantities { get; private set; }

    /// <summary>True if the client reports the sum of several calls, but the raw response of the last call only.</summary>
    public bool ClientSumsCalls { get; set; }

    /// <summary>The provider that responds and the requested model, which determine how the provider's JSON is read.</summary>
    public (string? Provider, string? Model) Request { get; set; }

    /// <summary>
    /// The usage of each inference, if one of them used a model other than the call's model; otherwise <see langword="null"/>.
    /// </summary>
    public readonly IReadOnlyList<UsagePart>? Parts => _parts;

    /// <summary>
    /// The parts of the usage in a response that could not be read, or <see langword="null"/> if there are none.
    /// </summary>
    public readonly IReadOnlyList<UnpricedPart>? Unpriced => _unpriced;

    /// <summary>
    /// The data that a <see cref="CostMeteringHandler"/> read from the response bodies of the call, in order, or
    /// <see langword="null"/> if the app doesn't use one.
    /// </summary>
    public IReadOnlyList<WireUsage>? Bodies { private get; set; }

    /// <summary>The model that responded, if the JSON of the response contains it.</summary>
    public string? Model { get; private set; }

    /// <summary>True if the provider has accepted the call, but has not finished it.</summary>
    public bool IsPending { get; private set; }

    /// <summary>True if the response was made in the background, so that it can be read several times.</summary>
    public bool IsBackground { get; private set; }

    /// <summary>True if any token counts have been reported.</summary>
    public readonly bool HasAny => _knowledge is not UsageKnowledge.None
        || _client.IsReported || _found is { Counts.IsReported: true } or { Disjoint: not null } or { Json.HasUsage: true };

    /// <summary>Adds counts from Microsoft.Extensions.AI.</summary>
    public void Observe(UsageDetails details, string? responseId)
    {
        BeginResponse(responseId);
        if (_hasClient)
        {
            _client.Combine(ReportedCounts.From(details), Dialect.Merge);
        }
        else
        {
            _client.Fill(details);
            _hasClient = true;
        }
    }

    /// <summary>
    /// Adds the facts that a reader found in the raw response. The reader's counts take precedence over those of
    /// Microsoft.Extensions.AI.
    /// </summary>
    public void Observe(in UsageReading reading, string? responseId)
    {
        BeginResponse(responseId);
        _found ??= new Findings();
        if (reading.Json is { } json)
        {
            _found.Json ??= new WireReader(new WireRequest { Provider = Request.Provider, Model = Request.Model });
            _found.Json.ReadAny(json);
        }

        _hasExplicitCounts |= reading.Usage is not null || reading.Details is not null;
        if (reading.Usage is { } usage)
        {
            usage = usage.Clamp(ref _anomalies);
            _found.Disjoint = _found.Disjoint is { } earlier ? TokenUsage.Max(earlier, usage) : usage;
        }

        if (reading.Stage is UsageStage.Started)
        {
            _found.Start = ReportedCounts.From(reading.Details!) with { Output = 0, Total = null };
        }
        else if (reading.Details is { } details)
        {
            _found.Counts.Combine(ReportedCounts.From(details), UsageMerge.Latest);
            _found.IsComplete = true;
        }

        if (reading.ReportedCost is { } cost)
        {
            if (cost is >= 0 and <= CountLimits.MaxCost)
            {
                _found.Cost = cost;
            }
            else
            {
                _anomalies |= cost < 0 ? UsageAnomalies.NegativeCount : UsageAnomalies.ImplausibleCount;
            }
        }

        ServedAs = ServedAs with
        {
            ServiceTier = reading.ServiceTier ?? ServedAs.ServiceTier,
            Region = reading.Region ?? ServedAs.Region,
            Speed = reading.Speed ?? ServedAs.Speed,
        };
        Quantities = reading.Quantities ?? Quantities;
    }

    /// <summary>Completes the collection. Call this only once.</summary>
    /// <param name="usage">The sum of all responses.</param>
    /// <param name="cost">The cost that providers reported, in USD, if any.</param>
    /// <param name="anomalies">The contradictions found in the counts.</param>
    /// <param name="sessions">
    /// The code interpreter sessions that are already billed, or <see langword="null"/> to count every session.
    /// </param>
    /// <returns>The extent to which the usage was reported.</returns>
    public UsageKnowledge Finish(
        out TokenUsage usage, out decimal? cost, out UsageAnomalies anomalies, ContainerSessions? sessions = null)
    {
        if (Bodies is { } bodies && IsBetter(bodies))
        {
            Replace(bodies);
        }
        else
        {
            EndResponse();
            IsPending |= Bodies is [.., { IsPending: true }] && _knowledge is UsageKnowledge.None;
            IsBackground |= Bodies is [.., { IsBackground: true }];
        }

        AddQuantities(sessions);
        (usage, cost, anomalies) = (_usage, _cost, _anomalies);
        return _knowledge;
    }

    /// <summary>
    /// Adds the non-token quantities of the inferences. Call this only at the end: a code interpreter session begins once, but
    /// its response can be read from several sources.
    /// </summary>
    private void AddQuantities(ContainerSessions? sessions)
    {
        if (_quantified is null)
        {
            return;
        }

        var quantities = new List<BillableQuantity>(Quantities ?? []);
        foreach (var part in _quantified)
        {
            var billed = sessions?.Begin(part) ?? part;
            quantities.AddRange(billed.Quantities);
            if (_parts is not null && _parts.IndexOf(part) is >= 0 and var index)
            {
                _parts[index] = billed;
            }
        }

        Quantities = quantities;
    }

    private void BeginResponse(string? responseId)
    {
        if (string.IsNullOrEmpty(responseId) || responseId == _responseId)
        {
            return;
        }

        if (_responseId is not null)
        {
            EndResponse();
            (_client, _hasClient, _found) = (default, false, null);
        }

        _responseId = responseId;
        _firstResponseId ??= responseId;
    }

    /// <summary>
    /// Returns true if the usage in the HTTP bodies is used instead of the reports of the client and the readers. The bodies are
    /// not used if they contain no usage, or if a reader supplied counts. They are also not used if some responses seem to have
    /// bypassed the handler. This is the case if the client reports more tokens than all bodies together, and its report either
    /// covers several calls or belongs to a response that is in none of the bodies.
    /// </summary>
    private readonly bool IsBetter(IReadOnlyList<WireUsage> bodies)
    {
        if (_hasExplicitCounts || bodies.All(body => body.Parts.Count is 0))
        {
            return false;
        }

        var (id, firstId) = (_responseId, _firstResponseId);
        if (!ClientSumsCalls
            && (id is null
                || bodies.Any(body => body.ResponseId is null || body.ResponseId == id || body.ResponseId == firstId)))
        {
            return true;
        }

        var others = this with { _parts = null, _unpriced = null, _quantified = null };
        others.EndResponse();
        return others._usage.Total <= bodies.Sum(body => body.Parts.Sum(part => part.Usage.Total));
    }

    /// <summary>
    /// Replaces the usage from the client and the readers with the usage in the HTTP bodies, which is more complete.
    /// </summary>
    private void Replace(IReadOnlyList<WireUsage> bodies)
    {
        var cost = _found?.Cost;
        (_usage, _cost, _knowledge, _anomalies) = (default, null, UsageKnowledge.None, UsageAnomalies.None);
        (_parts, _unpriced, _quantified, _client, Quantities) = (null, null, null, default, null);
        for (var i = 0; i < bodies.Count; i++)
        {
            // A response that was read twice, such as a background response, is billed once.
            if (bodies[i].ResponseId is not { } id || bodies.Skip(i + 1).All(later => later.ResponseId != id))
            {
                EndJson(bodies[i], cost: null);
            }
        }

        _cost = cost ?? _cost;
    }

    private void EndResponse()
    {
        if (_found is null)
        {
            Add(in _client, UsageKnowledge.Reported);
        }
        else
        {
            EndFound(_found);
        }
    }

    // Not inlined, because every call would otherwise zero the stack space for the sums of this method. The same applies to
    // AddFurther.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EndFound(Findings found)
    {
        if (found.Json is { } reader)
        {
            EndJson(reader.Finish(), found.Cost);
            return;
        }

        if (found.Cost is { } cost)
        {
            _cost = (_cost ?? 0) + cost;
        }

        if (found.Disjoint is { } disjoint)
        {
            _usage += disjoint;
            Add(UsageKnowledge.Reported);
        }
        else
        {
            Add(found.Choose(in _client, out var knowledge), knowledge);
        }
    }

    /// <summary>Takes the usage from the JSON of a response, or from the client's report if the JSON contains none.</summary>
    private void EndJson(WireUsage json, decimal? cost)
    {
        ServedAs = new ServedAs
        {
            ServiceTier = json.ServedAs.ServiceTier ?? ServedAs.ServiceTier,
            Region = json.ServedAs.Region ?? ServedAs.Region,
            Speed = json.ServedAs.Speed ?? ServedAs.Speed,
            CacheMode = json.ServedAs.CacheMode ?? ServedAs.CacheMode,
        };
        Model = json.Model ?? Model;
        IsPending = json.IsPending;
        IsBackground |= json.IsBackground;
        _anomalies |= json.Anomalies;
        _cost = (cost ?? json.ReportedCost) is { } reported ? (_cost ?? 0) + reported : _cost;
        foreach (var part in json.UnpricedParts())
        {
            UnratedUsage.Add(ref _unpriced, part.Name, part.Reason);
        }

        foreach (var part in json.Parts)
        {
            if (part.Quantities.Count > 0)
            {
                (_quantified ??= []).Add(part);
            }
        }

        if (json.Parts.Count is 0 || IsPartOfClient(json))
        {
            Add(in _client, UsageKnowledge.Reported);
            return;
        }

        foreach (var part in json.Parts)
        {
            _usage += part.Usage;
        }

        if (_parts is not null || !json.HasOneModel)
        {
            (_parts ??= []).AddRange(json.Parts);
        }

        Add(json.IsInputOnly ? UsageKnowledge.InputOnly : UsageKnowledge.Reported);
    }

    /// <summary>Returns true if the client reports the sum of several calls, but the JSON is from the last call only.</summary>
    private readonly bool IsPartOfClient(WireUsage json)
    {
        if (!ClientSumsCalls || !_client.IsReported)
        {
            return false;
        }

        _client.Normalize(Dialect, out var sum);
        return sum.Total > json.Parts.Sum(part => part.Usage.Total);
    }

    private void Add(in ReportedCounts counts, UsageKnowledge knowledge)
    {
        if (!counts.IsReported)
        {
            return;
        }

        if (_knowledge is UsageKnowledge.None)
        {
            _anomalies |= counts.Normalize(Dialect, out _usage);
        }
        else
        {
            AddFurther(in counts);
        }

        Add(knowledge);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddFurther(in ReportedCounts counts)
    {
        _anomalies |= counts.Normalize(Dialect, out var usage);
        _usage += usage;
    }

    private void Add(UsageKnowledge knowledge) =>
        _knowledge = _knowledge is UsageKnowledge.InputOnly ? UsageKnowledge.InputOnly : knowledge;

    /// <summary>
    /// The facts that readers found in one response. They are in a separate object, because most calls have no such facts, and
    /// clearing empty fields for each call would take time.
    /// </summary>
    private sealed class Findings
    {
        /// <summary>The reader of the response's JSON.</summary>
        public WireReader? Json;

        /// <summary>The counts of the whole response, or of the end of its stream.</summary>
        public ReportedCounts Counts;

        /// <summary>The counts at the start of the stream.</summary>
        public ReportedCounts Start;

        /// <summary>True if <see cref="Counts"/> were found.</summary>
        public bool IsComplete;

        /// <summary>The disjoint counts that a reader supplied.</summary>
        public TokenUsage? Disjoint;

        /// <summary>The cost that the provider reported, in USD.</summary>
        public decimal? Cost;

        /// <summary>
        /// Returns the counts of readers, or the client's counts if there are none. If a reader found the counts at the start of
        /// a stream, but none at its end, the stream broke off, even if the client reports counts.
        /// </summary>
        public ReportedCounts Choose(in ReportedCounts client, out UsageKnowledge knowledge)
        {
            knowledge = UsageKnowledge.Reported;
            if (!Start.IsReported)
            {
                return Counts.IsReported ? Counts : client;
            }

            if (IsComplete)
            {
                return client.WithFallback(Counts.WithFallback(Start));
            }

            knowledge = UsageKnowledge.InputOnly;
            return Start;
        }
    }
}
