namespace LlmCost.AI;

/// <summary>The properties that the calls of a series have in common.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Provider">The provider; null if it is unknown.</param>
/// <param name="Model">The model that responded, or the requested model; null if both are unknown.</param>
/// <param name="Feature">The feature; null if the calls have none.</param>
/// <param name="Tags">
/// The values of the tags by which calls are grouped, in the order of the tag names. A missing value is null.
/// </param>
/// <param name="IsOther">True for the series that combines all calls beyond the maximum number of series.</param>
internal sealed record CallSeries(
    string Operation, string? Provider, string? Model, string? Feature, CallTags Tags, bool IsOther = false)
{
    /// <summary>The series that combines all calls beyond the maximum number of series.</summary>
    public static CallSeries Other { get; } = new("other", "other", "other", "other", CallTags.None, IsOther: true);

    /// <summary>Returns the series of a call.</summary>
    public static CallSeries Of(CostRecord record, IReadOnlyList<string> tagNames) => new(
        record.OperationName,
        record.ProviderName,
        record.ResponseModel ?? record.RequestModel,
        record.Feature,
        CallTags.Of(record.Tags, tagNames));

    /// <summary>Returns the series of a sum from a ledger.</summary>
    public static CallSeries Of(CostHistorySum sum, IReadOnlyList<string> tagNames) => new(
        sum.OperationName, sum.ProviderName, sum.Model, sum.Feature, CallTags.Of(sum.Tags, tagNames));
}
