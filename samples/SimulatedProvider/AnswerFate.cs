namespace SimulatedProvider;

/// <summary>Specifies how an answer ends.</summary>
internal enum AnswerFate
{
    /// <summary>The answer arrives completely.</summary>
    Completed,

    /// <summary>The request is rejected with status 429.</summary>
    Rejected,

    /// <summary>The stream is interrupted halfway.</summary>
    Interrupted,
}
