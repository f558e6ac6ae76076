namespace LlmCost.AI.Load.Calls;

/// <summary>How a call is meant to end.</summary>
internal enum CallFate
{
    /// <summary>It is answered in full.</summary>
    Answer,

    /// <summary>The provider refuses it.</summary>
    Error,

    /// <summary>The provider does not answer in time.</summary>
    TimeOut,

    /// <summary>The connection breaks, that of a stream in the middle.</summary>
    Reset,

    /// <summary>The caller cancels it.</summary>
    Cancel,

    /// <summary>The caller stops reading the stream before its end.</summary>
    Leave,
}
