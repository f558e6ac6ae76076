namespace LlmCost.AI.Tool;

/// <summary>Contains the exit codes of the process.</summary>
internal static class ExitCode
{
    /// <summary>The command succeeded.</summary>
    public const int Success = 0;

    /// <summary>Either some input could not be read and the rest was processed, or some price changes are held.</summary>
    public const int SomeInvalid = 1;

    /// <summary>A file, an option, a list or a store can't be used.</summary>
    public const int Unusable = 2;

    /// <summary>All input was read, but some of the costs are unknown or lower bounds.</summary>
    public const int SomeUnpriced = 3;
}
