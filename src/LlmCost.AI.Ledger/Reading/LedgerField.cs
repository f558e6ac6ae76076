using System.Globalization;

namespace LlmCost.AI;

/// <summary>A property by which calls are grouped and filtered, such as <c>feature</c> or <c>tag:team</c>.</summary>
/// <remarks>Instances are immutable and thread-safe. Compare fields by <see cref="Name"/>.</remarks>
public sealed class LedgerField
{
    private const string TagPrefix = "tag:";

    private static readonly LedgerField[] s_all =
    [
        new("month", total => total.Start.ToString("yyyy-MM", CultureInfo.InvariantCulture)),
        new("day", total => total.Start.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        new("hour", total => total.Start.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)) { IsHour = true },
        new("service", total => total.Origin.Service),
        new("environment", total => total.Origin.Environment),
        new("instance", total => total.Origin.Instance),
        new("version", total => total.Origin.Version),
        new("provider", total => total.Key.ProviderName),
        new("account", total => total.Key.Account),
        new("model", total => total.Key.Model),
        new("request_model", total => total.Key.RequestModel),
        new("operation", total => total.Key.OperationName),
        new("feature", total => total.Key.Feature),
        new("region", total => total.Key.Region),
        new("tier", total => total.Key.ServiceTier),
        new("outcome", total => EnumText<CallOutcome>.Of(total.Result.Outcome)),
        new("usage_source", total => EnumText<UsageSource>.Of(total.Result.UsageSource)),
        new("price_source", total => EnumText<PriceSource>.Of(total.Result.PriceSource)),
        new("price_list", total => total.Result.PriceListName),
        new("unpriced_reason", total => EnumText<UnpricedReason>.Of(total.Result.UnpricedReason)),
        new("unit", total => total.Price?.Unit) { IsPrice = true },
    ];

    private readonly Func<LedgerTotal, string?> _read;

    private LedgerField(string name, Func<LedgerTotal, string?> read) => (Name, _read) = (name, read);

    /// <summary>Gets the names of all fields except tags, which are <c>tag:NAME</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_all.Select(field => field.Name)];

    /// <summary>Gets the name of the field.</summary>
    public string Name { get; }

    /// <summary>Gets a value indicating whether the field requires sums by hour.</summary>
    public bool IsHour { get; private init; }

    /// <summary>Gets a value indicating whether the field requires sums by tag.</summary>
    public bool IsTag { get; private init; }

    /// <summary>Gets a value indicating whether the field requires sums by unit and price.</summary>
    public bool IsPrice { get; private init; }

    /// <summary>Finds a field by its name.</summary>
    /// <param name="name">A name of <see cref="Names"/>, or <c>tag:NAME</c>. <c>user</c> is short for <c>tag:user.id</c>.</param>
    /// <returns>The field.</returns>
    /// <exception cref="ArgumentException">
    /// The field does not exist. The message contains all names.
    /// </exception>
    public static LedgerField Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);

        if (name.Equals("user", StringComparison.OrdinalIgnoreCase))
        {
            name = TagPrefix + "user.id";
        }

        if (name.StartsWith(TagPrefix, StringComparison.OrdinalIgnoreCase) && name.Length > TagPrefix.Length)
        {
            var tag = name[TagPrefix.Length..];
            return new LedgerField(TagPrefix + tag, total => Tag(total, tag)) { IsTag = true };
        }

        return Array.Find(s_all, field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException(
                $"'{name}' is not a field of the ledger; it must be one of {string.Join(", ", Names)}, or tag:NAME for a tag "
                    + "that the ledger keeps.",
                nameof(name));
    }

    /// <summary>Returns the value of the field, or <see langword="null"/> if the calls have none.</summary>
    /// <param name="total">The sum.</param>
    /// <returns>The value.</returns>
    public string? ValueOf(LedgerTotal total)
    {
        ArgumentNullException.ThrowIfNull(total);
        return _read(total);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static string? Tag(LedgerTotal total, string name)
    {
        foreach (var (key, value) in total.Tags)
        {
            if (key == name)
            {
                return value;
            }
        }

        return null;
    }
}
