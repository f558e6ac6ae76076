namespace LlmCost.AI.EndToEnd.Dashboards;

/// <summary>One of the places where a service runs, with the processes that ran there one after the other.</summary>
/// <param name="Job">The label <c>job</c>.</param>
/// <param name="Environment">The label <c>deployment_environment_name</c>, or <see langword="null"/> for none.</param>
/// <param name="Lives">Its processes, without a time between them.</param>
internal sealed record Replica(string Job, string? Environment, params Life[] Lives)
{
    /// <summary>A time in which its samples don't arrive.</summary>
    public (DateTimeOffset From, DateTimeOffset To)? Gap { get; init; }

    /// <summary>Its processes by name: one that only restarted goes on.</summary>
    public IEnumerable<Life> Instances =>
        Lives.GroupBy(life => life.Instance).Select(lives => lives.First() with { To = lives.Last().To });

    /// <summary>Whether a sample of this time did not arrive.</summary>
    public bool IsSilentAt(DateTimeOffset time) => Gap is var (from, to) && from < time && time < to;

    /// <summary>Labels as Prometheus has them, with those of the replica; without the instance, which changes.</summary>
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
