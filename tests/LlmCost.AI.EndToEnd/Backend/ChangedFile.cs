namespace LlmCost.AI.EndToEnd.Backend;

/// <summary>The repository's own file, with what only a test wants to be otherwise.</summary>
internal static class ChangedFile
{
    /// <summary>Writes the file and returns where it is.</summary>
    /// <param name="folder">Where to write it.</param>
    /// <param name="path">Its path in the repository.</param>
    /// <param name="changes">What must be there, and what becomes of it.</param>
    public static string Write(DirectoryInfo folder, string path, params (string Is, string Becomes)[] changes)
    {
        var text = File.ReadAllText(Repository.File(path));
        foreach (var (@is, becomes) in changes)
        {
            Assert.Contains(@is, text, StringComparison.Ordinal);
            text = text.Replace(@is, becomes, StringComparison.Ordinal);
        }

        var written = Path.Combine(folder.FullName, Path.GetFileName(path));
        File.WriteAllText(written, text);
        return written;
    }
}
