namespace LlmCost.AI.Load.Calls;

/// <summary>Specifies the planned end of a call.</summary>
internal enum CallFate
{
    /// <summary>The provider returns the complete response.</summary>
    Answer,

    /// <summary>The provider rejects the call.</summary>
    Error,

    /// <summary>The provider does not respond in time.</summary>
    TimeOut,

    /// <summary>The connection is reset. If the response is streamed, this happens halfway through the stream.</summary>
    Reset,

    /// <summary>The caller cancels the call.</summary>
    Cancel,

    /// <summary>The caller stops reading the stream before its end.</summary>
    Leave,
}
