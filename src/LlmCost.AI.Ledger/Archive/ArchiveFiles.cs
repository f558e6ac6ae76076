namespace LlmCost.AI;

/// <summary>The two files with the records of one day of one ledger file.</summary>
/// <param name="Calls">The path of the file with the calls.</param>
/// <param name="Charges">The path of the file with their charges.</param>
internal sealed record ArchiveFiles(string Calls, string Charges)
{
    public bool Exist => File.Exists(Calls) && File.Exists(Charges);

    public ArchiveFiles With(string suffix) => new(Calls + suffix, Charges + suffix);

    /// <summary>
    /// Returns the files to read while the files of the day are being replaced. Each is the new file if it exists, and the old
    /// file otherwise.
    /// </summary>
    public ArchiveFiles Current()
    {
        var next = With(ArchiveFolder.Next);
        return new(File.Exists(next.Calls) ? next.Calls : Calls, File.Exists(next.Charges) ? next.Charges : Charges);
    }
}
