namespace LlmCost.AI.CatalogBuilder;

/// <summary>The folder of the catalog: a JSON file for each provider, and the compact form that is embedded.</summary>
internal static class CatalogFolder
{
    /// <summary>Reads the JSON files, in the order of their names.</summary>
    public static IReadOnlyList<PriceFile> Read(DirectoryInfo folder) =>
    [
        .. folder.EnumerateFiles("*.json")
            .Where(file => !file.Name.EndsWith(".schema.json", StringComparison.Ordinal))
            .OrderBy(file => file.Name, StringComparer.Ordinal)
            .Select(file => PriceCatalogReader.ReadFile(file.Name, File.ReadAllBytes(file.FullName))),
    ];

    /// <summary>Writes the compact form anew.</summary>
    public static void Compact(DirectoryInfo folder) =>
        File.WriteAllBytes(Path.Combine(folder.FullName, "catalog.bin"), CompactCatalog.Write(Read(folder)));
}
