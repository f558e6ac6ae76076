using Microsoft.Extensions.Configuration;
using Npgsql;

namespace LlmCost.AI;

/// <summary>
/// Finds the connection string from the options. Error messages never contain the connection string, because it can contain a
/// password.
/// </summary>
internal static class PostgreSqlAddress
{
    private const string Example = "such as 'Host=db;Database=app;Username=app;Password=secret'";
    private const string Key = $"{PostgreSqlLedgerOptions.SectionName}:{nameof(PostgreSqlLedgerOptions.ConnectionString)}";

    /// <summary>Returns the parsed connection string, or a description of what is wrong with it.</summary>
    public static (NpgsqlConnectionStringBuilder? Address, string? Fault) Find(string? text, IConfiguration? configuration)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return (
                null,
                $"{Key} is empty; it must be a connection string, {Example}, or the name of a connection string in "
                    + "ConnectionStrings.");
        }

        if (text.Contains('='))
        {
            return Parse(Key, text);
        }

        var key = $"ConnectionStrings:{text}";
        return configuration?.GetConnectionString(text) is { Length: > 0 } found
            ? Parse(key, found)
            : (null, $"{key} is missing, which {Key} names; add it, or set {Key} to a connection string, {Example}.");
    }

    private static (NpgsqlConnectionStringBuilder? Address, string? Fault) Parse(string key, string text)
    {
        try
        {
            var address = new NpgsqlConnectionStringBuilder(text);
            address.ApplicationName ??= "LlmCost.AI";
            return address.Host is { Length: > 0 }
                ? (address, null)
                : (null, $"{key} contains no Host; it must be a connection string, {Example}.");
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            return (null, $"{key} is not a connection string of Npgsql, {Example}.");
        }
    }
}
