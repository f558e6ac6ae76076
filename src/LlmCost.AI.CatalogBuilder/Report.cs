using System.Globalization;

namespace LlmCost.AI.CatalogBuilder;

/// <summary>
/// Reports conflicts between the sources, facts that were added to hand-checked models, and entries that were left out.
/// </summary>
internal sealed class Report(TextWriter output)
{
    private readonly SortedDictionary<string, int> _conflicts = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, List<string>> _leftOut = new(StringComparer.Ordinal);
    private readonly HashSet<string> _reported = [];
    private int _added;

    public void Conflict(CatalogFile file, CatalogModel model, string key, decimal taken, FactSource other, decimal value)
    {
        var why = model.Source == other
            ? "the first of two entries in the same list"
            : model.Source switch
            {
                FactSource.Checked => "checked by hand",
                FactSource.GenAIPrices => "the newer list",
                _ => "the entry of the model itself",
            };
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"conflict  {file.Provider}  {model.Name}  {key}: {model.Source} {taken:0.########}, {other} {value:0.########}; "
            + $"used {taken:0.########}: {why}");
        if (!_reported.Add(line))
        {
            return;
        }

        output.WriteLine(line);
        var pair = $"{file.Provider}: {model.Source} and {other}";
        _conflicts[pair] = _conflicts.GetValueOrDefault(pair) + 1;
    }

    public void Added(CatalogFile file, CatalogModel model, string what)
    {
        _added++;
        output.WriteLine($"added     {file.Provider}  {model.Name}  {what}");
    }

    public void Note(string provider, string model, string what) => output.WriteLine($"note      {provider}  {model}  {what}");

    public void LeftOut(string reason, string key)
    {
        if (!_leftOut.TryGetValue(reason, out var keys))
        {
            _leftOut.Add(reason, keys = []);
        }

        keys.Add(key);
    }

    public void Summarize(TextWriter summary, Catalog catalog)
    {
        foreach (var (reason, keys) in _leftOut)
        {
            output.WriteLine($"left out  {keys.Count} ({reason}): {string.Join(", ", keys)}");
        }

        summary.WriteLine();
        foreach (var (pair, count) in _conflicts)
        {
            summary.WriteLine($"{count,5} conflicts in {pair}");
        }

        summary.WriteLine($"{_conflicts.Values.Sum(),5} conflicts in total");
        summary.WriteLine($"{_added,5} facts added to hand-checked models");
        summary.WriteLine($"{_leftOut.Values.Sum(keys => keys.Count),5} entries left out");
        summary.WriteLine($"{catalog.Files.Count(),5} providers");
        summary.WriteLine($"{catalog.Files.Sum(file => file.Models.Count),5} models");
    }
}
