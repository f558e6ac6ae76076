namespace LlmCost.AI;

/// <summary>A call in progress whose response is streamed.</summary>
internal interface IMeteredCall
{
    /// <summary>Makes this the innermost call of the current flow, so that inner meters find it.</summary>
    void Enter();

    /// <summary>Records that the stream was read to its end.</summary>
    void Complete();

    /// <summary>Records that the stream threw an exception.</summary>
    void Fail(Exception exception);

    /// <summary>Ends and records the call, whether the stream was read to its end or not.</summary>
    void End();
}
