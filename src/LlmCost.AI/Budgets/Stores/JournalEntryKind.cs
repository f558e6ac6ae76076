namespace LlmCost.AI;

/// <summary>Specifies the entries of a record of the file store. Files contain the numbers.</summary>
internal enum JournalEntryKind : byte
{
    None = 0,

    /// <summary>Gives a counter its number in the file.</summary>
    Define = 1,

    /// <summary>Adds to the sums of a counter.</summary>
    Change = 2,

    /// <summary>Sets the threshold that was reported as reached.</summary>
    Reach = 3,

    /// <summary>Adds an increase of a limit.</summary>
    Increase = 4,
}
