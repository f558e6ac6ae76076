namespace LlmCost.AI;

/// <summary>What the gate of new series does with a call.</summary>
internal enum GateDecision
{
    /// <summary>Its series are known: it is added at once.</summary>
    Open,

    /// <summary>It is held, and its series are not there yet.</summary>
    HeldAsFirst,

    /// <summary>It is held, and its series stand at zero already.</summary>
    Held,
}
