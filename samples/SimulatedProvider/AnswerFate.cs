namespace SimulatedProvider;

/// <summary>How an answer ends.</summary>
internal enum AnswerFate
{
    /// <summary>It arrives in full.</summary>
    Completed,

    /// <summary>The request is refused with status 429.</summary>
    Rejected,

    /// <summary>The stream breaks half way.</summary>
    Interrupted,
}
