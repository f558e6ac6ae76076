namespace LlmCost.AI;

/// <summary>The decision of a <see cref="NewSeriesGate"/> about a call.</summary>
internal enum GateDecision
{
    /// <summary>The call is added immediately, because its series are known.</summary>
    Open,

    /// <summary>The call is held, and its series don't exist yet.</summary>
    HeldAsFirst,

    /// <summary>The call is held, and its series already exist with the value zero.</summary>
    Held,
}
