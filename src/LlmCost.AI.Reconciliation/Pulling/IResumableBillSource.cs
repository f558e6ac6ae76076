namespace LlmCost.AI;

/// <summary>A source whose interrupted pull can continue at the same position.</summary>
internal interface IResumableBillSource : IBillSource
{
    /// <summary>Gets a key that is equal only for sources that return the same buckets.</summary>
    string ResumeKey { get; }
}
