using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;

namespace LlmCost.AI;

/// <summary>Converts bill lines to rows of the table <c>line</c> and back.</summary>
internal static class BillRows
{
    /// <summary>The columns of a line, in the order of <see cref="Values"/>.</summary>
    public const string Columns =
        "kind, meter, provider, account, api_key_id, model, unit, quantity, quantity_unit, requests, amount, currency, "
            + "service_tier, region, is_guess, raw";

    public static object?[] Values(BillLine line) =>
    [
        line.Kind.ToString(), line.Meter, line.Provider, line.Account, line.ApiKeyId, line.Model, line.Unit,
        Text(line.Quantity), line.QuantityUnit, line.Requests, Text(line.Amount), line.Currency, line.ServiceTier, line.Region,
        line.IsGuess ? 1 : 0, line.Raw,
    ];

    /// <summary>Reads a line whose columns start at index <paramref name="first"/>.</summary>
    public static BillLine Read(SqliteDataReader row, int first)
    {
        var column = first;
        return new BillLine
        {
            Kind = Enum.TryParse<BillLineKind>(row.GetString(column++), out var kind) ? kind : BillLineKind.Unknown,
            Meter = row.GetString(column++),
            Provider = row.GetString(column++),
            Account = TextAt(column++),
            ApiKeyId = TextAt(column++),
            Model = TextAt(column++),
            Unit = TextAt(column++),
            Quantity = Number(TextAt(column++)),
            QuantityUnit = TextAt(column++),
            Requests = row.IsDBNull(column++) ? null : row.GetInt64(column - 1),
            Amount = Number(TextAt(column++)),
            Currency = TextAt(column++),
            ServiceTier = TextAt(column++),
            Region = TextAt(column++),
            IsGuess = row.GetInt64(column++) is not 0,
            Raw = TextAt(column),
        };

        string? TextAt(int index) => row.IsDBNull(index) ? null : row.GetString(index);
    }

    /// <summary>
    /// Returns the digest of the lines, and the lines in an order that does not depend on the order in the source.
    /// </summary>
    public static (IReadOnlyList<BillLine> Lines, byte[] Digest) Normalize(IReadOnlyList<BillLine> lines)
    {
        var texts = lines.Select(line => (Line: line, Text: string.Join('\u001f', Values(line))))
            .OrderBy(pair => pair.Text, StringComparer.Ordinal)
            .ToList();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (_, text) in texts)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(text));
            hash.AppendData([0]);
        }

        return ([.. texts.Select(pair => pair.Line)], hash.GetHashAndReset());
    }

    /// <summary>Writes a number without trailing zeros, so that equal numbers have the same text.</summary>
    private static string? Text(decimal? number) =>
        number?.ToString("0.############################", CultureInfo.InvariantCulture);

    private static decimal? Number(string? text) =>
        text is null ? null : decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture);
}
