namespace LlmCost.AI;

/// <summary>Converts the usage that a reader could not read into unpriced parts.</summary>
internal static class WireUsageExtensions
{
    /// <summary>Returns the parts of the usage that could not be read and that the cost therefore can't include.</summary>
    public static IReadOnlyList<UnpricedPart> UnpricedParts(this WireUsage usage) =>
        usage.Unread.Count + usage.Unreported.Count is 0
            ? []
            :
            [
                .. usage.Unread.Select(name => new UnpricedPart { Name = name, Reason = UnpricedReason.UnknownField }),
                .. usage.Unreported.Select(name => new UnpricedPart { Name = name, Reason = UnpricedReason.UnreportedUsage }),
            ];
}
