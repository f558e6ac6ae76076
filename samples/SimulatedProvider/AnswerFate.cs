namespace SimulatedProvider;

/// <summary>Specifies how a response ends.</summary>
internal enum AnswerFate
{
    /// <summary>The response arrives completely.</summary>
    Completed,

    /// <summary>The request is rejected with status 429.</summary>
    Rejected,

    /// <summary>The response is a stream that is interrupted halfway.</summary>
    Interrupted,
}
