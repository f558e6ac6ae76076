namespace LlmCost.AI.CatalogBuilder;

/// <summary>
/// Reads and writes the catalog folder: one JSON file per provider, and the compact form that is embedded in the package.
/// </summary>
internal static class CatalogFolder
{
    /// <summary>Reads the JSON files, sorted by name.</summary>
    public static IReadOnlyList<PriceFile> Read(DirectoryInfo folder) =>
    [
        .. Files(folder)
            .OrderBy(file => file.Name, StringComparer.Ordinal)
            .Select(file => NativePriceFileReader.ReadFile(file.Name, File.ReadAllBytes(file.FullName))),
    ];

    /// <summary>
    /// Writes all files and the compact form, and deletes the files of providers that are no longer in the catalog.
    /// </summary>
    public static void Write(DirectoryInfo folder, IReadOnlyList<PriceFile> files)
    {
        foreach (var old in Files(folder))
        {
            old.Delete();
        }

        foreach (var file in files)
        {
            File.WriteAllText(Path.Combine(folder.FullName, $"{file.Provider}.json"), PriceFileWriter.ToText(file));
        }

        Compact(folder);
    }

    /// <summary>Rewrites the compact form from the JSON files.</summary>
    public static void Compact(DirectoryInfo folder) =>
        File.WriteAllBytes(Path.Combine(folder.FullName, "catalog.bin"), CompactCatalogWriter.Write(Read(folder)));

    private static IEnumerable<FileInfo> Files(DirectoryInfo folder) =>
        folder.GetFiles("*.json").Where(file => !file.Name.EndsWith(".schema.json", StringComparison.Ordinal));
}
