namespace LlmCost.AI;

/// <summary>Converts usage that a reader could not read to parts without a price.</summary>
internal static class WireUsageExtensions
{
    /// <summary>Returns the parts of a usage that are missing before it is priced.</summary>
    public static IReadOnlyList<UnpricedPart> UnpricedParts(this WireUsage usage) =>
        usage.Unread.Count + usage.Unreported.Count is 0
            ? []
            :
            [
                .. usage.Unread.Select(name => new UnpricedPart { Name = name, Reason = UnpricedReason.UnknownField }),
                .. usage.Unreported.Select(name => new UnpricedPart { Name = name, Reason = UnpricedReason.UnreportedUsage }),
            ];
}
