using System.Text.Json;
using LlmCost.AI;

namespace Quickstart;

/// <summary>Sums at one moment. Each breakdown adds up to the same totals.</summary>
/// <param name="calls">The calls of each group.</param>
/// <param name="spend">What each group spent, by token class.</param>
/// <param name="priceListVersion">The version of the price list, once there was a call.</param>
internal sealed class RunSnapshot(
    Dictionary<CallGroup, CallCounts> calls,
    Dictionary<(CallGroup Group, TokenClass TokenClass), Spend> spend,
    string? priceListVersion)
{
    /// <summary>All calls.</summary>
    public CallCounts Calls { get; } = calls.Values.Aggregate(default(CallCounts), (sum, count) => sum + count);

    /// <summary>All tokens, and what they cost.</summary>
    public Spend Total { get; } = Sum(spend.Values);

    /// <summary>The version of the price list, or null before the first call.</summary>
    public string? PriceListVersion { get; } = priceListVersion;

    /// <summary>What each group spent, by token class.</summary>
    public IReadOnlyDictionary<(CallGroup Group, TokenClass TokenClass), Spend> Details => spend;

    /// <summary>By provider, the dearest first.</summary>
    public IReadOnlyList<SummaryRow> ByProvider => By(group => group.Provider);

    /// <summary>By provider and model that answered, the dearest first.</summary>
    public IReadOnlyList<SummaryRow> ByModel
    {
        get
        {
            // A call that failed at once names no model: it counts to the one that answers otherwise.
            var answering = calls.Keys
                .Where(group => group.ResponseModel is not null)
                .DistinctBy(group => (group.Provider, group.RequestModel))
                .ToDictionary(group => (group.Provider, group.RequestModel), group => group.ResponseModel);

            return By(group =>
            {
                var model = group.ResponseModel ?? answering.GetValueOrDefault((group.Provider, group.RequestModel)) ?? group.RequestModel;
                return $"{group.Provider}/{model}";
            });
        }
    }

    /// <summary>By feature, the dearest first.</summary>
    public IReadOnlyList<SummaryRow> ByFeature => By(group => group.Feature);

    /// <summary>By token class, in the order of a call: input first.</summary>
    public IReadOnlyList<(TokenClass TokenClass, string Name, Spend Spend)> ByTokenClass =>
    [
        .. spend
            .GroupBy(cell => cell.Key.TokenClass, cell => cell.Value)
            .OrderBy(cells => cells.Key)
            .Select(cells => (cells.Key, Label(cells.Key), Sum(cells))),
    ];

    /// <summary>The name that a token class has in the metrics' <c>llmcost.token.class</c>.</summary>
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
