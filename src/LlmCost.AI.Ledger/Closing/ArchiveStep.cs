namespace LlmCost.AI;

/// <summary>The steps of archiving a day. A process can end between any two of them.</summary>
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
