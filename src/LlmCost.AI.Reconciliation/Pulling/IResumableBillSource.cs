namespace LlmCost.AI;

/// <summary>A source whose interrupted pull can continue where it was.</summary>
internal interface IResumableBillSource : IBillSource
{
    /// <summary>Gets a text that differs between sources that return different buckets.</summary>
    string ResumeKey { get; }
}
