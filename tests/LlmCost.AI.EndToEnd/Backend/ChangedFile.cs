namespace LlmCost.AI.EndToEnd.Backend;

/// <summary>A copy of a file of the repository with changes that a test needs.</summary>
internal static class ChangedFile
{
    /// <summary>Writes the file and returns its path.</summary>
    /// <param name="folder">The target folder.</param>
    /// <param name="path">The path in the repository.</param>
    /// <param name="changes">The strings to replace, each of which the file must contain, and their replacements.</param>
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
