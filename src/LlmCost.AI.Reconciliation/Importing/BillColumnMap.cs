using System.Text.Json;

namespace LlmCost.AI;

/// <summary>Maps the columns of a file to the fields of <see cref="BillLine"/>.</summary>
/// <remarks>Immutable and safe to use from any thread.</remarks>
public sealed record BillColumnMap
{
    /// <summary>Gets the billing provider, as a value of <c>gen_ai.provider.name</c>, such as <c>x_ai</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>
    /// Gets the name of the source: lower-case letters, digits and hyphens. If the value is <see langword="null"/>, the name is
    /// <c>csv-</c> followed by the provider.
    /// </summary>
    public string? Source { get; init; }

    /// <summary>
    /// Gets the kind of the file: usage, costs or an invoice. If the value is <see langword="null"/>, the file contains costs.
    /// </summary>
    public BillBasis? Basis { get; init; }

    /// <summary>
    /// Gets the separator of the columns. If the value is <see langword="null"/>, the separator is detected from the header.
    /// </summary>
    public char? Separator { get; init; }

    /// <summary>Gets the time of the usage.</summary>
    public required BillColumn Time { get; init; }

    /// <summary>Gets the amount.</summary>
    public BillColumn? Amount { get; init; }

    /// <summary>Gets the currency. Required with <see cref="Amount"/>.</summary>
    public BillColumn? Currency { get; init; }

    /// <summary>Gets the model.</summary>
    public BillColumn? Model { get; init; }

    /// <summary>
    /// Gets the name of the meter or line item. If it is <see langword="null"/>, the unit in the file is used.
    /// </summary>
    public BillColumn? Meter { get; init; }

    /// <summary>
    /// Gets the unit. Its <see cref="BillColumn.Names"/> map the values of the file to those of <see cref="LedgerPrice.Unit"/>.
    /// </summary>
    public BillColumn? Unit { get; init; }

    /// <summary>Gets the quantity.</summary>
    public BillColumn? Quantity { get; init; }

    /// <summary>Gets the number of requests.</summary>
    public BillColumn? Requests { get; init; }

    /// <summary>Gets the account: the project or workspace.</summary>
    public BillColumn? Account { get; init; }

    /// <summary>Gets the id of the API key. Never map a column that contains keys.</summary>
    public BillColumn? ApiKeyId { get; init; }

    /// <summary>Gets the service tier.</summary>
    public BillColumn? ServiceTier { get; init; }

    /// <summary>Gets the region.</summary>
    public BillColumn? Region { get; init; }

    /// <summary>
    /// Gets the kind of charge. Its <see cref="BillColumn.Names"/> map the values of the file to those of
    /// <see cref="BillLineKind"/>. If the value is <see langword="null"/>, all rows are usage.
    /// </summary>
    public BillColumn? Kind { get; init; }

    /// <summary>Reads a map from a JSON file. The JSON properties are the properties of this type in camel case.</summary>
    /// <param name="path">The path of the file.</param>
    /// <returns>The map.</returns>
    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="InvalidDataException">The file is not a valid map. The message describes the fault.</exception>
    public static BillColumnMap Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);

        try
        {
            var map = JsonSerializer.Deserialize(File.ReadAllBytes(path), BillMapJson.Default.BillColumnMap)
                ?? throw new JsonException("The map is null.");
            map.Check();
            return map;
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new InvalidDataException($"'{path}' is not a column map: {e.Message}", e);
        }
    }

    /// <exception cref="FormatException">Columns of the map are missing or contradict each other.</exception>
    internal void Check()
    {
        (string Name, BillColumn? Column)[] columns =
        [
            ("time", Time), ("amount", Amount), ("currency", Currency), ("model", Model), ("meter", Meter), ("unit", Unit),
            ("quantity", Quantity), ("requests", Requests), ("account", Account), ("apiKeyId", ApiKeyId),
            ("serviceTier", ServiceTier), ("region", Region), ("kind", Kind),
        ];
        foreach (var (name, column) in columns)
        {
            if (column is { Column: null or "", Value: null or "" })
            {
                throw new FormatException($"'{name}' has neither a column nor a value.");
            }
        }

        if (string.IsNullOrWhiteSpace(Provider))
        {
            throw new FormatException("'provider' is empty.");
        }

        if (Amount is null && Quantity is null && Requests is null)
        {
            throw new FormatException("There is no 'amount', 'quantity' or 'requests'.");
        }

        if (Amount is not null && Currency is null)
        {
            throw new FormatException(
                "There is an 'amount' without a 'currency'. Map 'currency' to a column, or give it a value such as USD.");
        }

        foreach (var kind in Kind?.Names?.Values ?? [])
        {
            if (!Enum.TryParse<BillLineKind>(kind, ignoreCase: true, out _))
            {
                throw new FormatException($"'{kind}' is not a kind: {string.Join(", ", Enum.GetNames<BillLineKind>())}.");
            }
        }
    }
}
