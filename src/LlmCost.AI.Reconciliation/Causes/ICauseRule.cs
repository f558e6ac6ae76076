namespace LlmCost.AI;

/// <summary>Recognizes a cause of differences by its signature.</summary>
internal interface ICauseRule
{
    /// <summary>Explains the differences that match the signature.</summary>
    void Explain(CauseScope scope);
}
