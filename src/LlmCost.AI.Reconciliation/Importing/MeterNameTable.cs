namespace LlmCost.AI;

/// <summary>The content of <c>meter-names.json</c>: the words that occur in meter names whose format is not documented.</summary>
internal sealed record MeterNameTable
{
    public required HashSet<string> Input { get; init; }

    public required HashSet<string> Output { get; init; }

    public required HashSet<string> Cached { get; init; }

    public required HashSet<string> Write { get; init; }

    public required HashSet<string> Audio { get; init; }

    public required HashSet<string> Image { get; init; }

    public required HashSet<string> Video { get; init; }

    public required Dictionary<string, string> Tiers { get; init; }

    public required Dictionary<string, string> Regions { get; init; }

    public required HashSet<string> Commitments { get; init; }

    /// <summary>Words that belong neither to a model nor to a unit.</summary>
    public required HashSet<string> Ignored { get; init; }

    /// <summary>The prefixes of model names.</summary>
    public required string[] Families { get; init; }

    /// <summary>The full dates of snapshots, by their short forms such as <c>0513</c>.</summary>
    public required Dictionary<string, string> Snapshots { get; init; }
}
