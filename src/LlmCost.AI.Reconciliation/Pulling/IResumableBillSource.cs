namespace LlmCost.AI;

/// <summary>A source whose interrupted pull can continue at the same position.</summary>
internal interface IResumableBillSource : IBillSource
{
    /// <summary>Gets a text that differs between sources that return different buckets.</summary>
    string ResumeKey { get; }
}
