using System.Globalization;
using System.Runtime.CompilerServices;

namespace LlmCost.AI.Tests;

/// <summary>Represents the ledger of an app that uses a thousand features in every hour.</summary>
internal sealed class ManyFeaturesHistory : ICostHistory
{
    public const int Features = 1_000;

    public async IAsyncEnumerable<CostHistorySum> ReadSumsAsync(
        DateTimeOffset startTime,
        DateTimeOffset endTime,
        bool byTags,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        for (var feature = 0; feature < Features; feature++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"feature-{startTime.Day}-{feature}");
            foreach (var unit in (string?[])[null, "input", "output"])
            {
                yield return new CostHistorySum
                {
                    OperationName = "chat",
                    ProviderName = "openai",
                    Model = "gpt-4o",
                    Feature = name,
                    IsPriced = true,
                    Unit = unit,
                    Calls = unit is null ? 1 : 0,
                    Quantity = unit is null ? 0 : 1_000 + feature,
                    Cost = unit is null ? 0 : 0.000_001_234m * feature,
                };
            }
        }
    }

    public async IAsyncEnumerable<CostRecord> ReadCallsAsync(
        DateTimeOffset startTime,
        DateTimeOffset endTime,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        yield break;
    }

    public ValueTask<CostRecord?> FindCallAsync(Guid id, CancellationToken cancellationToken = default) => new((CostRecord?)null);

    public ValueTask<CostHistoryCoverage> ReadCoverageAsync(
        DateTimeOffset startTime, DateTimeOffset endTime, CancellationToken cancellationToken = default) =>
        new(new CostHistoryCoverage { StartTime = DateTimeOffset.UnixEpoch, Gaps = [], DaysWithoutCalls = [] });
}
