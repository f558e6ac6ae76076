namespace LlmCost.AI;

/// <summary>The versions of the FOCUS specification that can be exported.</summary>
public enum FocusVersion
{
    /// <summary>Version 1.2, which most tools import.</summary>
    V12,

    /// <summary>Version 1.3, which adds the service provider and the host provider.</summary>
    V13,

    /// <summary>Version 1.4, which removes the provider and the publisher.</summary>
    V14,
}
