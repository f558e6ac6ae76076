using System.Globalization;

namespace LlmCost.AI;

/// <summary>
/// The files of a ledger: <c>ledger-0.db</c>, <c>ledger-1.db</c>, …, each with a lock of the process that writes it.
/// </summary>
internal static class LedgerFolder
{
    private const int MaxFiles = 1_000;

    /// <summary>Locks the first file that no other process writes.</summary>
    /// <returns>The path of the file, and its lock.</returns>
    /// <exception cref="IOException">The folder can't be created or written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder can't be created or written.</exception>
    public static (string Path, FileStream Lock) LockFile(string folder)
    {
        Directory.CreateDirectory(folder);
        for (var i = 0; i < MaxFiles; i++)
        {
            var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"ledger-{i}.db"));
            if (TryLock(path) is { } file)
            {
                return (path, file);
            }
        }

        throw new IOException($"All {MaxFiles} files of the ledger '{folder}' are in use by other processes.");
    }

    /// <summary>Returns the files of a ledger.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no ledger.</exception>
    public static IReadOnlyList<string> Files(string folder)
    {
        string[] files = Directory.Exists(folder) ? Directory.GetFiles(folder, "ledger-*.db") : [];
        return files.Length > 0
            ? [.. files.Order(StringComparer.Ordinal)]
            : throw new DirectoryNotFoundException(
                $"There is no ledger in '{folder}'. Pass the folder of LlmCost:Ledger:Path, which contains ledger-0.db.");
    }

    /// <summary>Locks a file for writing.</summary>
    /// <param name="path">The path of the file. The file need not exist.</param>
    /// <returns>The lock, or null if another process holds it.</returns>
    public static FileStream? TryLock(string path)
    {
        path += ".lock";
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }
}
