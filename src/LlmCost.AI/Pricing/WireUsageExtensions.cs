namespace LlmCost.AI;

/// <summary>Turns what a reader could not read into parts that have no price.</summary>
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
