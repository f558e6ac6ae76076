using System.Security.Cryptography;

namespace LlmCost.AI.Fuzz;

/// <summary>The inputs that are kept: those to begin with, and every one that once found something.</summary>
internal static class Corpus
{
    /// <summary>The files of a target.</summary>
    public static IReadOnlyList<string> Files(FuzzTarget target) =>
    [
        .. target.Seeds.Order(StringComparer.Ordinal),
        .. FilesIn(Path.Combine(AppContext.BaseDirectory, "Corpus", target.Name)).Order(StringComparer.Ordinal),
    ];

    /// <summary>Keeps an input under a name that tells its content, so that the same is kept once.</summary>
    /// <returns>The file.</returns>
    public static string Keep(string folder, byte[] input)
    {
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(input))[..12]);
        File.WriteAllBytes(file, input);
        return file;
    }

    private static string[] FilesIn(string folder) => Directory.Exists(folder) ? Directory.GetFiles(folder) : [];
}
