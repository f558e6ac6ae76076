using System.Text.Json;
using System.Text.RegularExpressions;

namespace LlmCost.AI;

/// <summary>
/// Finds outdated files in AWS folders, which contain a version of the files for each refresh of an export or report. The
/// manifest of a billing period lists the files of the current version.
/// </summary>
/// <remarks>
/// Data Exports: <c>data/BILLING_PERIOD=2026-11/[version/]file</c> with <c>metadata/BILLING_PERIOD=2026-11/…-Manifest.json</c>.
/// Legacy reports: <c>20261101-20261201/[version/]file</c> with <c>20261101-20261201/…-Manifest.json</c>.
/// </remarks>
internal static partial class AwsManifests
{
    /// <summary>Returns the files that do not belong to the current version of their billing period.</summary>
    /// <exception cref="BillFileException">
    /// A period has several versions and no manifest, a manifest can't be read, or one of its files is missing.
    /// </exception>
    public static IEnumerable<string> EarlierVersions(IEnumerable<string> files) => files
        .Select(file => (File: file, Period: PeriodFolder(file)))
        .Where(file => file.Period is not null)
        .GroupBy(file => file.Period!, file => file.File)
        .SelectMany(period => EarlierVersions(period.Key, [.. period]));

    private static IEnumerable<string> EarlierVersions(string period, List<string> files)
    {
        var folder = ManifestFolder(period);
        var manifests = Directory.Exists(folder) ? Directory.GetFiles(folder, "*Manifest.json") : [];
        var isOneVersion = files.Select(Path.GetDirectoryName).Distinct().Count() is 1;
        if (manifests.Length is 0)
        {
            return isOneVersion
                ? []
                : throw new BillFileException(
                    $"The folder '{period}' has several versions of the period, and '{folder}' has no manifest that lists the "
                        + "files of the current one. Add the manifest, or import the folder of one version.");
        }

        var current = manifests.SelectMany(manifest => FilesIn(manifest, period)).ToHashSet(StringComparer.Ordinal);
        if (isOneVersion && !files.Exists(current.Contains))
        {
            return []; // The caller has chosen an earlier version explicitly.
        }

        if (current.FirstOrDefault(file => !File.Exists(file)) is { } missing)
        {
            throw new BillFileException($"The manifest in '{folder}' lists '{missing}', which does not exist.");
        }

        return files.Where(file => !current.Contains(file));
    }

    /// <summary>Returns the folder of the billing period that contains a file, or <see langword="null"/>.</summary>
    private static string? PeriodFolder(string file)
    {
        var folder = Path.GetDirectoryName(file);
        while (folder is not null && !Period().IsMatch(Path.GetFileName(folder)))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder;
    }

    private static string ManifestFolder(string period) =>
        Path.GetDirectoryName(period) is { } data && Path.GetFileName(data) is "data"
            ? Path.Combine(Path.GetDirectoryName(data)!, "metadata", Path.GetFileName(period))
            : period;

    /// <summary>Returns the files that a manifest lists. The S3 keys of these files contain the name of the period.</summary>
    private static List<string> FilesIn(string manifest, string period)
    {
        try
        {
            using var stream = File.OpenRead(manifest);
            using var json = JsonDocument.Parse(stream);
            var root = json.RootElement;
            var keys = root.TryGetProperty("dataFiles", out var files) ? files : root.GetProperty("reportKeys");
            return [.. keys.EnumerateArray().Select(key => PathOf(key.GetString()!, period))];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new BillFileException($"The manifest '{manifest}' does not list the files of the export.", inner: e);
        }
    }

    private static string PathOf(string key, string period)
    {
        var name = $"/{Path.GetFileName(period)}/";
        var start = key.LastIndexOf(name, StringComparison.OrdinalIgnoreCase);
        var path = start < 0 ? key[(key.LastIndexOf('/') + 1)..] : key[(start + name.Length)..];
        return Path.Combine(period, path.Replace('/', Path.DirectorySeparatorChar));
    }

    [GeneratedRegex(@"^(billing_period=\d{4}-\d{2}|\d{8}-\d{8})$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Period();
}
