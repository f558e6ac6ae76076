namespace LlmCost.AI;

/// <summary>Finds and opens the files of a delivery.</summary>
internal static class BillFiles
{
    private static readonly string[] s_tables = [".csv", ".csv.gz", ".parquet"];
    private static readonly string[] s_lines = [".json", ".jsonl", ".ndjson", ".json.gz", ".jsonl.gz", ".ndjson.gz"];

    /// <summary>Returns the given files and all files in the given folders, without duplicates, ordered by path.</summary>
    /// <exception cref="IOException">A path does not exist, or a folder has no file of the format.</exception>
    public static IReadOnlyList<string> Find(BillImportOptions options)
    {
        string[] endings = options.Format is BillFileFormat.Gcp ? [.. s_tables, .. s_lines] : s_tables;
        var files = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var path in options.Paths)
        {
            if (Directory.Exists(path))
            {
                var found = Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
                    .Where(file => HasEnding(file, endings))
                    .Select(Path.GetFullPath)
                    .ToList();
                if (found.Count is 0)
                {
                    throw new FileNotFoundException(
                        $"The folder '{path}' has no file that ends with {string.Join(", ", endings)}.");
                }

                files.UnionWith(found);
            }
            else if (File.Exists(path))
            {
                files.Add(Path.GetFullPath(path));
            }
            else
            {
                throw new FileNotFoundException($"There is no file or folder '{path}'.");
            }
        }

        return [.. files];
    }

    /// <summary>Opens a file with the reader for its type.</summary>
    /// <exception cref="BillFileException">The file is truncated, or its type does not match its name.</exception>
    public static async Task<BillFileReader> OpenAsync(
        string path, char? separator, Action<long> onRead, CancellationToken cancellationToken)
    {
        var file = new BillFileStream(
            new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, useAsync: false), onRead);
        try
        {
            if (HasEnding(path, [".parquet"]))
            {
                return await ParquetBillReader.OpenAsync(file, cancellationToken).ConfigureAwait(false);
            }

            return HasEnding(path, s_lines) ? new JsonLinesBillReader(file) : new CsvBillReader(file, separator);
        }
        catch
        {
            await file.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static bool HasEnding(string path, string[] endings) =>
        Array.Exists(endings, ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
}
