namespace LlmCost.AI;

/// <summary>Recognizes a cause by the pattern of differences that it produces.</summary>
internal interface ICauseRule
{
    /// <summary>Explains the differences that match the pattern.</summary>
    void Explain(CauseScope scope);
}
