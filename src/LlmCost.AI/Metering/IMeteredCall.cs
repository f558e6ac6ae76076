namespace LlmCost.AI;

/// <summary>A call under way whose response is streamed.</summary>
internal interface IMeteredCall
{
    /// <summary>Makes this the call of the flow, so that meters behind it find it.</summary>
    void Enter();

    /// <summary>Notes that the stream came to its end.</summary>
    void Complete();

    /// <summary>Notes that the stream threw.</summary>
    void Fail(Exception exception);

    /// <summary>Records the call, whether it came to its end or not.</summary>
    void End();
}
