namespace LlmCost.AI;

/// <summary>The steps of archiving a day, between which a process can end.</summary>
internal enum ArchiveStep
{
    Written,
    Verified,
    CallsRenamed,
    ChargesRenamed,
    Marked,
    DeletionMarked,
    PartDeleted,
}
