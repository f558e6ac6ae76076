using System.Globalization;

namespace LlmCost.AI.CatalogBuilder;

/// <summary>Tells where sources disagree, what was taken and why.</summary>
internal sealed class ConflictReport(TextWriter output)
{
    private readonly SortedDictionary<string, int> _counts = [];

    /// <summary>Tells of one disagreement.</summary>
    public void Add(string provider, string model, string what, decimal? ours, decimal? theirs, string taken)
    {
        _counts[provider] = _counts.GetValueOrDefault(provider) + 1;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"conflict: {provider}/{model}: {what} is {ours:0.#########} in one source and {theirs:0.#########} in the other; {taken}"));
    }

    /// <summary>Tells of something that was left out.</summary>
    public void LeftOut(string provider, string model, string why) => output.WriteLine($"left out: {provider}/{model}: {why}");

    /// <summary>Tells how many there were.</summary>
    public void WriteSummary()
    {
        foreach (var (provider, count) in _counts)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{provider}: {count} conflicts"));
        }
    }
}
