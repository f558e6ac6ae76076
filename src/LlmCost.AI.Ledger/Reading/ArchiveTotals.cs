using System.Runtime.InteropServices;

namespace LlmCost.AI;

/// <summary>Adds up calls and charges of an archived day.</summary>
internal static class ArchiveTotals
{
    /// <summary>The separator of tag names and values. No tag contains this character.</summary>
    private const char Separator = '\0';

    public static async Task<IEnumerable<LedgerTotal>> ReadAsync(
        ArchiveFiles files, LedgerTotalsQuery query, CancellationToken cancellationToken)
    {
        var groups = new Dictionary<Group, (CallSums Sums, IReadOnlyList<KeyValuePair<string, string>> Tags)>();
        var bucket = query.ByHour ? TimeSpan.TicksPerHour : TimeSpan.TicksPerDay;
        await foreach (var call in ArchiveReader.ReadAsync(files, query.ByPrice, cancellationToken).ConfigureAwait(false))
        {
            if (call.Timestamp < query.Period.Start || call.Timestamp >= query.Period.End)
            {
                continue;
            }

            // Tags are compared as text, because lists are compared by reference.
            var tags = query.ByTags ? string.Join(Separator, call.Tags.Select(tag => $"{tag.Key}{Separator}{tag.Value}")) : null;
            var start = call.Timestamp.AddTicks(-(call.Timestamp.UtcTicks % bucket));
            if (!query.ByPrice)
            {
                Find(new Group(start, call.Origin, call.Key, call.Result, tags, null), call).Add(call);
                continue;
            }

            foreach (var charge in call.Charges)
            {
                Find(new Group(start, call.Origin, call.Key, call.Result, tags, charge.Price), call).Add(charge);
            }
        }

        return groups.Select(group => Total(group.Key, group.Value.Sums, group.Value.Tags));

        CallSums Find(Group group, LedgerCall call)
        {
            ref var sums = ref CollectionsMarshal.GetValueRefOrAddDefault(groups, group, out var exists);
            if (!exists)
            {
                sums = (new CallSums(), query.ByTags ? call.Tags : []);
            }

            return sums.Sums;
        }
    }

    private static LedgerTotal Total(Group group, CallSums sums, IReadOnlyList<KeyValuePair<string, string>> tags) => new()
    {
        Start = group.Start,
        Origin = group.Origin,
        Key = group.Key,
        Result = group.Result,
        Tags = tags,
        Price = group.Price,
        Calls = sums.Calls,
        Duration = TimeSpan.FromMicroseconds(sums.Duration),
        InputTokens = sums.InputTokens,
        OutputTokens = sums.OutputTokens,
        Quantity = sums.Quantity,
        Cost = sums.Cost ?? 0,
        ListCost = sums.ListCost ?? 0,
        CrossingCost = sums.CrossingCost,
    };

    private sealed record Group(
        DateTimeOffset Start, LedgerOrigin Origin, LedgerKey Key, LedgerResult Result, string? Tags, LedgerPrice? Price);
}
