using System.Security.Cryptography;

namespace LlmCost.AI.Fuzz;

/// <summary>The stored inputs: initial inputs, and every input that once revealed a fault.</summary>
internal static class Corpus
{
    /// <summary>Returns the files of a target.</summary>
    public static IReadOnlyList<string> Files(FuzzTarget target) =>
    [
        .. target.Seeds.Order(StringComparer.Ordinal),
        .. FilesIn(Path.Combine(AppContext.BaseDirectory, "Corpus", target.Name)).Order(StringComparer.Ordinal),
    ];

    /// <summary>Saves an input under a name derived from its content, so that equal inputs are saved once.</summary>
    /// <returns>The path of the file.</returns>
    public static string Keep(string folder, byte[] input)
    {
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(input))[..12]);
        File.WriteAllBytes(file, input);
        return file;
    }

    private static string[] FilesIn(string folder) => Directory.Exists(folder) ? Directory.GetFiles(folder) : [];
}
