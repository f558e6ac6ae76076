namespace LlmCost.AI;

/// <summary>The files of an archive: <c>calls/day=2026-11-30/NAME</c> and <c>charges/day=2026-11-30/NAME</c>.</summary>
/// <remarks>Other tools read the folders as tables with the column <c>day</c>.</remarks>
internal sealed class ArchiveFolder(string path)
{
    /// <summary>The suffix of a file that is being written.</summary>
    public const string Partial = ".partial";

    /// <summary>
    /// The suffix of a new file that the database already refers to, and that is about to replace the old file.
    /// </summary>
    public const string Next = ".next";

    public ArchiveFiles Files(DateOnly day, string name)
    {
        var folder = $"day={LedgerTime.Format(day)}";
        return new(Path.Combine(path, "calls", folder, name), Path.Combine(path, "charges", folder, name));
    }
}
