using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace LlmCost.AI;

/// <summary>
/// Finds keys and values in configuration that the binder ignores or rejects. Each message contains the key and the allowed
/// values.
/// </summary>
internal static class ConfigurationFaults
{
    private const string BudgetProblemDetails = "BudgetProblemDetails";
    private const string Dashboard = "Dashboard";
    private const string Feeds = "Feeds";
    private const string HealthCheck = "HealthCheck";
    private const string Ledger = "Ledger";
    private const string Reconciliation = "Reconciliation";

    /// <summary>The sections that are bound to other options, which are checked separately.</summary>
    private static readonly string[] s_otherSections =
    [
        BudgetProblemDetails,
        Dashboard,
        Feeds,
        HealthCheck,
        Ledger,
        Reconciliation,
        nameof(BudgetsOptions.Budgets),
        nameof(BudgetsOptions.Downgrades),
        nameof(BudgetsOptions.BudgetStore),
    ];

    /// <summary>The checks of a section, by the type of the property to which it is bound.</summary>
    private static readonly Dictionary<Type, Func<IConfigurationSection, IEnumerable<string>>> s_checks = new()
    {
        [typeof(string)] = Anything,
        [typeof(bool)] = section => Value(section, value => bool.TryParse(value, out _), "true or false"),
        [typeof(int)] = section => Value(section, IsInt, "a whole number"),
        [typeof(int?)] = Percentage,
        [typeof(long)] = section => Value(section, IsLong, "a whole number"),
        [typeof(long?)] = section => Value(section, IsLong, "a whole number"),
        [typeof(decimal)] = Number,
        [typeof(decimal?)] = Number,
        [typeof(TimeSpan)] = section => Value(section, IsTimeSpan, "a time span, such as 00:00:30 for 30 seconds"),
        [typeof(TimeOnly)] = section => Value(section, IsTimeOnly, "a time of day, such as 06:00"),
        [typeof(DayOfWeek)] = OneOf<DayOfWeek>,
        [typeof(BudgetGuarantee)] = OneOf<BudgetGuarantee>,
        [typeof(BudgetMode)] = OneOf<BudgetMode>,
        [typeof(CappedAction)] = OneOf<CappedAction>,
        [typeof(CutAction)] = OneOf<CutAction>,
        [typeof(MissingScopeAction)] = OneOf<MissingScopeAction>,
        [typeof(StoreFailureAction)] = OneOf<StoreFailureAction>,
        [typeof(UnpricedAction)] = OneOf<UnpricedAction>,
        [typeof(LogLevel)] = OneOf<LogLevel>,
        [typeof(GenAIMetricConventions)] = OneOf<GenAIMetricConventions>,
        [typeof(BillableUnit?)] = OneOf<BillableUnit>,
        [typeof(CostDirection)] = OneOf<CostDirection>,
        [typeof(PromptSizeBasis)] = OneOf<PromptSizeBasis>,
        [typeof(PostgreSqlKeys)] = section => Object<PostgreSqlKeys>(section),
        [typeof(TokenRatesOptions)] = section => Object<TokenRatesOptions>(section),
        [typeof(IList<string>)] = section => Each(section, Anything),
        [typeof(IList<int>)] = section => Each(section, Percentage),
        [typeof(IList<FeedSourceKeys>)] = section => Each(section, source => Object<FeedSourceKeys>(source)),
        [typeof(IList<ModelPriceOptions>)] = section => Each(section, price => Object<ModelPriceOptions>(price)),
        [typeof(IList<FeeRateOptions>)] = section => Each(section, fee => Object<FeeRateOptions>(fee)),
        [typeof(IList<PriceVariantOptions>)] = section => Each(section, variant => Object<PriceVariantOptions>(variant)),
        [typeof(IList<PriceAdjustmentOptions>)] = section => Each(section, one => Object<PriceAdjustmentOptions>(one)),
        [typeof(IList<ProvisionedDeploymentOptions>)] =
            section => Each(section, deployment => Object<ProvisionedDeploymentOptions>(deployment)),
        [typeof(IDictionary<string, string>)] = section => Each(section, Anything),
        [typeof(IDictionary<string, int>)] = section => Each(section, one => Value(one, IsInt, "a whole number")),
        [typeof(IDictionary<BudgetExceededReason, int>)] = StatusCodes,
        [typeof(IDictionary<string, decimal>)] = section => Each(section, Number),
        [typeof(IDictionary<string, IList<string>>)] = section => Each(section, makers => Each(makers, Anything)),
        [typeof(IDictionary<string, BudgetLimitOptions>)] = section => Each(section, one => Object<BudgetLimitOptions>(one)),
    };

    /// <summary>Returns the faults of the section <c>LlmCost</c>.</summary>
    public static IReadOnlyList<string> In(IConfigurationSection section) =>
    [
        .. Object<CostMeteringOptions>(section, s_otherSections),
        .. Object<BudgetProblemDetailsKeys>(section.GetSection(BudgetProblemDetails)),
        .. Object<DashboardKeys>(section.GetSection(Dashboard)),
        .. Object<FeedsKeys>(section.GetSection(Feeds)),
        .. Object<HealthCheckKeys>(section.GetSection(HealthCheck)),
        .. Object<LedgerKeys>(section.GetSection(Ledger)),
        .. Object<ReconciliationKeys>(section.GetSection(Reconciliation)),
    ];

    /// <summary>Returns the faults of the budgets in the section <c>LlmCost</c>.</summary>
    public static IReadOnlyList<string> InBudgets(IConfigurationSection section) =>
    [
        .. Each(section.GetSection(nameof(BudgetsOptions.Budgets)), budget => Object<BudgetOptions>(budget)),
        .. Downgrades(section.GetSection(nameof(BudgetsOptions.Downgrades))),
        .. Object<BudgetStoreOptions>(section.GetSection(nameof(BudgetsOptions.BudgetStore))),
    ];

    /// <summary>Returns true if a part of a key is the index of a list item.</summary>
    public static bool IsIndex(string value) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static IEnumerable<string> Object<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>(
        IConfigurationSection section, params string[] otherKeys)
    {
        if (IsText(section))
        {
            return [$"{section.Path} is '{section.Value}'; it must be a section with keys."];
        }

        var properties = typeof(T).GetProperties();
        return section.GetChildren().Where(child => !IsComment(child.Key)).SelectMany(Faults);

        IEnumerable<string> Faults(IConfigurationSection child)
        {
            if (properties.FirstOrDefault(one => one.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase)) is { } property)
            {
                return s_checks[property.PropertyType](child);
            }

            return otherKeys.Contains(child.Key, StringComparer.OrdinalIgnoreCase)
                ? []
                : [Unknown(child, [.. properties.Select(one => one.Name), .. otherKeys])];
        }
    }

    private static string Unknown(IConfigurationSection section, string[] keys) =>
        $"{section.Path} is not a key of {CostMeteringOptions.SectionName}; "
        + ((NearestName.Find(section.Key, keys) ?? NearestName.FindByWords(section.Key, keys)) is { } nearest
            ? $"did you mean '{nearest}'?"
            : $"it must be one of {string.Join(", ", keys)}.");

    /// <summary>Returns true for the keys of comments and schemas: <c>//</c>, <c>_comment</c>, <c>$schema</c>.</summary>
    private static bool IsComment(string key) => key.Length > 0 && key[0] is '/' or '_' or '$' or '#';

    private static IEnumerable<string> Each(
        IConfigurationSection section, Func<IConfigurationSection, IEnumerable<string>> check) =>
        IsText(section)
            ? [$"{section.Path} is '{section.Value}'; it must be a list or a section with keys."]
            : section.GetChildren().SelectMany(check);

    /// <summary>
    /// Checks the lists of cheaper models by the name of the requested model. A name may contain colons, which also separate the
    /// parts of a configuration key.
    /// </summary>
    private static IEnumerable<string> Downgrades(IConfigurationSection section) =>
        IsText(section)
            ? [$"{section.Path} is '{section.Value}'; it must be a section with keys."]
            : section.AsEnumerable()
                .Where(pair => pair.Value is { Length: > 0 } && !IsIndex(pair.Key[(pair.Key.LastIndexOf(':') + 1)..]))
                .Select(pair => $"{pair.Key} is '{pair.Value}'; it must be a list of models, such as [\"{pair.Value}\"].");

    /// <summary>Checks the HTTP status codes that are configured for the reasons why a budget refuses a call.</summary>
    private static IEnumerable<string> StatusCodes(IConfigurationSection section) =>
        Each(section, code => Enum.TryParse<BudgetExceededReason>(code.Key, ignoreCase: true, out _)
            ? Value(code, IsInt, "a whole number")
            : [Unknown(code, Enum.GetNames<BudgetExceededReason>())]);

    private static IEnumerable<string> Anything(IConfigurationSection section) => [];

    private static IEnumerable<string> Number(IConfigurationSection section) =>
        Value(section, IsDecimal, "a number, with '.' before the decimals");

    private static IEnumerable<string> OneOf<T>(IConfigurationSection section)
        where T : struct, Enum =>
        section.Value is not { Length: > 0 } value || Enum.TryParse<T>(value, ignoreCase: true, out _) ? []
        : NearestName.Find(value, Enum.GetNames<T>()) is { } nearest
            ? [$"{section.Path} is '{value}'; did you mean '{nearest}'?"]
            : [$"{section.Path} is '{value}'; it must be one of {string.Join(", ", Enum.GetNames<T>())}."];

    /// <summary>Checks a percentage. A fraction such as 0.8 most likely means 80 percent.</summary>
    private static IEnumerable<string> Percentage(IConfigurationSection section) =>
        decimal.TryParse(section.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) && share is > 0 and < 1
            ? [string.Create(
                CultureInfo.InvariantCulture, $"{section.Path} is '{section.Value}'; did you mean {share * 100:0.##}?")]
            : Value(section, IsInt, "a percentage of the limit as a whole number between 1 and 100");

    /// <summary>Checks a value. The binder ignores empty values.</summary>
    private static IEnumerable<string> Value(IConfigurationSection section, Func<string, bool> isValid, string allowed) =>
        section.Value is { Length: > 0 } value && !isValid(value)
            ? [$"{section.Path} is '{value}'; it must be {allowed}."]
            : [];

    // The configuration binder uses the same number styles.
    private static bool IsInt(string value) => int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out _);

    private static bool IsLong(string value) => long.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out _);

    private static bool IsTimeSpan(string value) => TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out _);

    private static bool IsTimeOnly(string value) => TimeOnly.TryParse(value, CultureInfo.InvariantCulture, out _);

    private static bool IsDecimal(string value) =>
        decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    /// <summary>Returns true if a section has a value but no keys. An empty JSON list has an empty value.</summary>
    private static bool IsText(IConfigurationSection section) =>
        section.Value is { Length: > 0 } && !section.GetChildren().Any();

    // The keys that other packages bind are repeated here, because those packages can't use these checks. A test compares the
    // keys with the options.

    /// <summary>The keys of <c>LlmCost:BudgetProblemDetails</c>, which LlmCost.AI.AspNetCore binds.</summary>
    private sealed record BudgetProblemDetailsKeys(IDictionary<BudgetExceededReason, int> StatusCodes, bool IncludeScope);

    /// <summary>The keys of <c>LlmCost:Dashboard</c>, which LlmCost.AI.AspNetCore binds.</summary>
    private sealed record DashboardKeys(
        int Calls, TimeSpan History, int MaxSeries, int MaxStreams, IList<string> ShowTags, string? TraceUrl, string? GrafanaUrl,
        int Port, string? AccessToken);

    /// <summary>The keys of <c>LlmCost:Feeds</c>, which LlmCost.AI.PriceFeeds binds.</summary>
    private sealed record FeedsKeys(IList<FeedSourceKeys> Sources, string Directory, int MaxBytes, TimeSpan Timeout);

    /// <summary>The keys of an item of <c>LlmCost:Feeds:Sources</c>.</summary>
    private sealed record FeedSourceKeys(
        string? Url, string? Name, TimeSpan Interval, string? Sha256, IList<string> PublicKeys, string? SignatureUrl);

    /// <summary>The keys of <c>LlmCost:HealthCheck</c>, which LlmCost.AI.AspNetCore binds.</summary>
    private sealed record HealthCheckKeys(
        TimeSpan MaxPriceListAge, decimal MaxUnpricedShare, int MinCalls, TimeSpan Window, TimeSpan MaxLedgerLag,
        TimeSpan MaxLedgerForwardLag);

    /// <summary>The keys of <c>LlmCost:Ledger</c>, which LlmCost.AI.Ledger binds.</summary>
    private sealed record LedgerKeys(
        string Path, int RetentionDays, string? ArchivePath, bool FullSync, int QueueLength, TimeSpan FlushInterval,
        long? MaxFileBytes, IList<string> Tags, IList<string> PseudonymTags, string? PseudonymKey, string? ServiceName,
        PostgreSqlKeys PostgreSql);

    /// <summary>The keys of <c>LlmCost:Ledger:PostgreSql</c>, which LlmCost.AI.Ledger.PostgreSql binds.</summary>
    private sealed record PostgreSqlKeys(string? ConnectionString, string Schema, int RetentionMonths);

    /// <summary>The keys of <c>LlmCost:Reconciliation</c>, which LlmCost.AI.Reconciliation binds.</summary>
    private sealed record ReconciliationKeys(
        string? LedgerPath, string? ArchivePath, string BillsPath, TimeOnly RunAt, decimal Tolerance,
        IDictionary<string, int> DaysUntilFinal, IDictionary<string, decimal> ExchangeRates, IDictionary<string, string> Models,
        IDictionary<string, string> Accounts);
}
