using System.Text.Json;
using LlmCost.AI;

namespace Quickstart;

/// <summary>Represents the sums of a run at one moment. The rows of each breakdown add up to the same totals.</summary>
/// <param name="calls">The calls of each group.</param>
/// <param name="spend">The spend of each group, by token class.</param>
/// <param name="priceListVersion">The version of the price list, or null before the first call.</param>
internal sealed class RunSnapshot(
    Dictionary<CallGroup, CallCounts> calls,
    Dictionary<(CallGroup Group, TokenClass TokenClass), Spend> spend,
    string? priceListVersion)
{
    /// <summary>Gets the counts of all calls.</summary>
    public CallCounts Calls { get; } = calls.Values.Aggregate(default(CallCounts), (sum, count) => sum + count);

    /// <summary>Gets all tokens and their cost.</summary>
    public Spend Total { get; } = Sum(spend.Values);

    /// <summary>Gets the version of the price list, or null before the first call.</summary>
    public string? PriceListVersion { get; } = priceListVersion;

    /// <summary>Gets the spend of each group, by token class.</summary>
    public IReadOnlyDictionary<(CallGroup Group, TokenClass TokenClass), Spend> Details => spend;

    /// <summary>Gets the sums by provider, in descending order of cost.</summary>
    public IReadOnlyList<SummaryRow> ByProvider => By(group => group.Provider);

    /// <summary>Gets the sums by provider and response model, in descending order of cost.</summary>
    public IReadOnlyList<SummaryRow> ByModel
    {
        get
        {
            // A call that failed without a response has no response model. It is counted under the response model of other calls
            // with the same requested model.
            var answering = calls.Keys
                .Where(group => group.ResponseModel is not null)
                .DistinctBy(group => (group.Provider, group.RequestModel))
                .ToDictionary(group => (group.Provider, group.RequestModel), group => group.ResponseModel);

            return By(group =>
            {
                var model = group.ResponseModel
                    ?? answering.GetValueOrDefault((group.Provider, group.RequestModel))
                    ?? group.RequestModel;
                return $"{group.Provider}/{model}";
            });
        }
    }

    /// <summary>Gets the sums by feature, in descending order of cost.</summary>
    public IReadOnlyList<SummaryRow> ByFeature => By(group => group.Feature);

    /// <summary>Gets the sums by token class, starting with input.</summary>
    public IReadOnlyList<(TokenClass TokenClass, string Name, Spend Spend)> ByTokenClass =>
    [
        .. spend
            .GroupBy(cell => cell.Key.TokenClass, cell => cell.Value)
            .OrderBy(cells => cells.Key)
            .Select(cells => (cells.Key, Label(cells.Key), Sum(cells))),
    ];

    /// <summary>Returns the value of the metric attribute <c>llmcost.token.class</c> for a token class.</summary>
    public static string Label(TokenClass tokenClass) => JsonNamingPolicy.SnakeCaseLower.ConvertName(tokenClass.ToString());

    private SummaryRow[] By(Func<CallGroup, string> name)
    {
        var spendByName = spend
            .GroupBy(cell => name(cell.Key.Group), cell => cell.Value)
            .ToDictionary(cells => cells.Key, Sum);

        return
        [
            .. calls
                .GroupBy(pair => name(pair.Key), pair => pair.Value.Total)
                .Select(group => new SummaryRow(group.Key, group.Sum(), spendByName.GetValueOrDefault(group.Key)))
                .OrderByDescending(line => line.Spend.Cost)
                .ThenBy(line => line.Name, StringComparer.Ordinal),
        ];
    }

    private static Spend Sum(IEnumerable<Spend> spends) => spends.Aggregate(default(Spend), (sum, spend) => sum + spend);
}
