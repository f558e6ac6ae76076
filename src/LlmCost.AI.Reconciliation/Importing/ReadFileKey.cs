using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace LlmCost.AI;

/// <summary>Identifies what an import reads from a file.</summary>
internal static class ReadFileKey
{
    /// <summary>Returns a digest of the content of a file, its path, and the options that determine how it is read.</summary>
    public static string Of(string path, BillImportOptions options)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(
            [
                typeof(ReadFileKey).Assembly.ManifestModule.ModuleVersionId.ToString(),
                options.Format.ToString(),
                options.Scope,
                options.IncludesAllServices.ToString(CultureInfo.InvariantCulture),
                options.Map is null ? null : JsonSerializer.Serialize(options.Map, BillMapJson.Default.BillColumnMap),
                path,
            ],
            ReadFileJson.Default.StringArray)));
        using var file = File.OpenRead(path);
        hash.AppendData(SHA256.HashData(file));
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
