namespace LlmCost.AI;

/// <summary>Specifies the kinds of entries in a record of the file store. Files contain the numeric values.</summary>
internal enum JournalEntryKind : byte
{
    None = 0,

    /// <summary>Assigns a counter the number by which the file refers to it.</summary>
    Define = 1,

    /// <summary>Adds to the sums of a counter.</summary>
    Change = 2,

    /// <summary>Sets the threshold that was reported as reached.</summary>
    Reach = 3,

    /// <summary>Adds an increase of a limit.</summary>
    Increase = 4,
}
