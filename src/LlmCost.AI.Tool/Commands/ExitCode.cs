namespace LlmCost.AI.Tool;

/// <summary>What the process returns.</summary>
internal static class ExitCode
{
    /// <summary>All went well. Unknown models are an answer, not an error.</summary>
    public const int Success = 0;

    /// <summary>Some lines of the input could not be read, and the others were answered; or some price changes wait for a person.</summary>
    public const int SomeInvalid = 1;

    /// <summary>A file or an option can't be used; nothing was answered.</summary>
    public const int Unusable = 2;
}
