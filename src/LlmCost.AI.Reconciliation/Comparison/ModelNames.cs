using System.Text.RegularExpressions;

namespace LlmCost.AI;

/// <summary>
/// Finds a common name for a model whose names on bills and in calls differ. The names differ because of a configured alias, or
/// because one is a snapshot such as <c>gpt-4o-2024-08-06</c> that has the same price as the model without the date.
/// </summary>
internal sealed partial class ModelNames(ReconciliationOptions options)
{
    private readonly PriceCatalog _catalog = options.Catalog ?? PriceCatalog.Default;
    private readonly Dictionary<(string, string), string> _names = [];

    /// <summary>Returns the common name for the model of a bill line.</summary>
    public string OfBill(string provider, string model) =>
        Of(provider, options.Models.TryGetValue(model, out var ours) ? ours : model);

    /// <summary>Returns the common name for the model of a call.</summary>
    public string Of(string provider, string model)
    {
        if (_names.TryGetValue((provider, model), out var known))
        {
            return known;
        }

        var name = Snapshot().Match(model) is { Success: true } match
            && match.Groups["name"].Value is var undated
            && _catalog.TryGetPrice(provider, model, options.Period.Start, out var price)
            && _catalog.TryGetPrice(provider, undated, options.Period.Start, out var other)
            && price.Equals(other)
                ? undated
                : model;
        return _names[(provider, model)] = name;
    }

    [GeneratedRegex(@"^(?<name>.+?)[-@](\d{4}-\d{2}-\d{2}|\d{8}|\d{4}|latest)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Snapshot();
}
