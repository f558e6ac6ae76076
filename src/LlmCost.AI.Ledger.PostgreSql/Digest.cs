using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LlmCost.AI;

/// <summary>
/// Computes the digest of a row that many calls share: 128 bits of SHA-256. Forwarders use it to find the row if it exists.
/// </summary>
internal static class Digest
{
    /// <summary>The number 1 with 28 decimal places. Dividing by it removes trailing zeros.</summary>
    private const decimal One = 1.0000000000000000000000000000m;

    public static Guid Of(LedgerOrigin row) => Of([row.Service, row.Environment, row.Instance, row.Version]);

    public static Guid Of(LedgerKey row) => Of(
    [
        row.OperationName, row.ProviderName, row.Account, row.RequestModel, row.ResponseModel, row.Feature, row.Region,
        row.ServiceTier, row.Speed, row.CacheMode,
    ]);

    public static Guid Of(LedgerResult row) => Of(
    [
        Number((int)row.Outcome), row.ErrorType, Flag(row.IsStreaming), Number((int)row.UsageSource), Number((int)row.Anomalies),
        Number((int)row.UnpricedReason), row.UnpricedParts, Number((int)row.PriceSource), row.PriceListName,
        row.PriceListVersion, row.FallbackProvider, Flag(row.IsProvisioned), Flag(row.IsPriced),
    ]);

    public static Guid Of(LedgerPrice row) => Of(
    [
        row.Unit, row.Kind, row.Model, Number((int)row.Direction), row.UnitPrice is { } price ? Number(price / One) : null,
        Number(row.Per / One),
    ]);

    private static Guid Of(ReadOnlySpan<string?> values)
    {
        var text = new StringBuilder();
        foreach (var value in values)
        {
            // The length prefix distinguishes "a", "bc" from "ab", "c", and null from an empty string.
            text.Append(CultureInfo.InvariantCulture, $"{value?.Length ?? -1}:{value}");
        }

        return new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 16), bigEndian: true);
    }

    private static string Number(decimal value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Flag(bool value) => value ? "1" : "0";
}
