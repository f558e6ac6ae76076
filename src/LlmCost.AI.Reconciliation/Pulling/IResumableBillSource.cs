namespace LlmCost.AI;

/// <summary>A source for which an interrupted pull can continue where it stopped.</summary>
internal interface IResumableBillSource : IBillSource
{
    /// <summary>Gets a key that is equal only for sources that return the same buckets.</summary>
    string ResumeKey { get; }
}
