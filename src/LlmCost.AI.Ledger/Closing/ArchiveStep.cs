namespace LlmCost.AI;

/// <summary>The steps of archiving a day. A process can end after any of them, which tests simulate.</summary>
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
