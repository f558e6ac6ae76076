namespace LlmCost.AI.Tests;

/// <summary>The price lists of the repository, which the build copies to the folder of the tests.</summary>
internal static class CatalogFiles
{
    /// <summary>
    /// Reads the files of a folder: <c>Catalog</c>, or <c>Checked</c>, which has the hand-checked facts from which the catalog is
    /// derived.
    /// </summary>
    public static IReadOnlyList<PriceFile> Read(string folder) =>
    [
        .. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, folder), "*.json")
            .Where(path => !path.EndsWith(".schema.json", StringComparison.Ordinal))
            .OrderBy(Path.GetFileName, StringComparer.Ordinal)
            .Select(path => NativePriceFileReader.ReadFile(Path.GetFileName(path), File.ReadAllBytes(path))),
    ];
}
