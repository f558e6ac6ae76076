namespace LlmCost.AI.EndToEnd.Dashboards;

/// <summary>An instance of a service, with its successive processes.</summary>
/// <param name="Job">The label <c>job</c>.</param>
/// <param name="Environment">The label <c>deployment_environment_name</c>, or <see langword="null"/> for none.</param>
/// <param name="Lives">The processes, without a gap between them.</param>
internal sealed record Replica(string Job, string? Environment, params Life[] Lives)
{
    /// <summary>Gets a period in which samples of the replica do not arrive.</summary>
    public (DateTimeOffset From, DateTimeOffset To)? Gap { get; init; }

    /// <summary>Gets the processes by name. A restarted process keeps its name.</summary>
    public IEnumerable<Life> Instances =>
        Lives.GroupBy(life => life.Instance).Select(lives => lives.First() with { To = lives.Last().To });

    /// <summary>Returns true if the sample at a given time did not arrive.</summary>
    public bool IsSilentAt(DateTimeOffset time) => Gap is var (from, to) && from < time && time < to;

    /// <summary>Adds the replica's labels to the given labels, except for <c>instance</c>, which changes over time.</summary>
    public SortedDictionary<string, string> Label(IEnumerable<KeyValuePair<string, string>> labels)
    {
        var all = new SortedDictionary<string, string>(labels.ToDictionary(), StringComparer.Ordinal) { ["job"] = Job };
        if (Environment is not null)
        {
            all["deployment_environment_name"] = Environment;
        }

        return all;
    }
}
