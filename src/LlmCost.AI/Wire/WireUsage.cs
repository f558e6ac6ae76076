namespace LlmCost.AI;

/// <summary>The usage that the JSON of one call reports.</summary>
internal sealed record WireUsage
{
    /// <summary>Gets the format that was read.</summary>
    public WireFormat Format { get; init; }

    /// <summary>Gets the model that responded, or <see langword="null"/> if the JSON does not contain it.</summary>
    public string? Model { get; init; }

    /// <summary>Gets the provider's id of the response, or <see langword="null"/> if the JSON does not contain it.</summary>
    public string? ResponseId { get; init; }

    /// <summary>Gets the tier, region and speed in the JSON.</summary>
    public ServedAs ServedAs { get; init; }

    /// <summary>Gets the usage of each inference of the call. Empty if no usage was recognized.</summary>
    public IReadOnlyList<UsagePart> Parts { get; init; } = [];

    /// <summary>Gets the cost that the provider reports, in USD, or <see langword="null"/> if it reports none.</summary>
    public decimal? ReportedCost { get; init; }

    /// <summary>Gets the contradictions found in the counts.</summary>
    public UsageAnomalies Anomalies { get; init; }

    /// <summary>Gets the names of the reported counts that the reader does not know.</summary>
    public IReadOnlyList<string> Unread { get; init; } = [];

    /// <summary>Gets the names of units that were used according to the response, but whose quantity is not reported.</summary>
    public IReadOnlyList<string> Unreported { get; init; } = [];

    /// <summary>Gets a value indicating whether a stream has reported its input, but not its final usage.</summary>
    public bool IsInputOnly { get; init; }

    /// <summary>
    /// Gets a value indicating whether the response was made in the background, so that it can be read several times.
    /// </summary>
    public bool IsBackground { get; init; }

    /// <summary>Gets a value indicating whether the provider has accepted the call, but has not finished it.</summary>
    public bool IsPending { get; init; }

    /// <summary>Gets a value indicating whether the call failed without reporting usage.</summary>
    public bool IsFailed { get; init; }

    /// <summary>Gets a value indicating whether all of the usage belongs to one inference with the call's model.</summary>
    public bool HasOneModel => Parts.Count is 0 || (Parts.Count is 1 && (Parts[0].Model is null || Parts[0].Model == Model));
}
