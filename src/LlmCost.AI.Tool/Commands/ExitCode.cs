namespace LlmCost.AI.Tool;

/// <summary>The exit codes of the process.</summary>
internal static class ExitCode
{
    /// <summary>The command succeeded.</summary>
    public const int Success = 0;

    /// <summary>Some input lines could not be read while others were priced, or some price changes are held.</summary>
    public const int SomeInvalid = 1;

    /// <summary>A file, an option, a list or a store can't be used.</summary>
    public const int Unusable = 2;

    /// <summary>All input was read, but some of the costs are unknown or lower bounds.</summary>
    public const int SomeUnpriced = 3;
}
