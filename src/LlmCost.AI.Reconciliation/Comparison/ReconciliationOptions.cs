namespace LlmCost.AI;

/// <summary>Options for the comparison of the ledger with bills.</summary>
/// <remarks>Immutable and safe to use from any thread.</remarks>
public sealed record ReconciliationOptions
{
    /// <summary>Gets the period, which consists of whole UTC days; usually <see cref="LedgerPeriod.Month"/>.</summary>
    public required LedgerPeriod Period { get; init; }

    /// <summary>Gets the fields by which the rows are grouped. The default is provider and model.</summary>
    public IReadOnlyList<ReconciliationField> By { get; init; } = [ReconciliationField.Provider, ReconciliationField.Model];

    /// <summary>
    /// Gets the time of the comparison, which determines which days are final. The default is <see langword="null"/>, which means
    /// now.
    /// </summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Gets the tolerance for a row as a share of the billed amount, from 0 to 1. The default is 0.01.</summary>
    public decimal Tolerance { get; init; } = 0.01m;

    /// <summary>Gets the minimum tolerance for a row, in USD. The default is 0.01.</summary>
    public decimal MinTolerance { get; init; } = 0.01m;

    /// <summary>Gets the tolerance for the total as a share of the billed amount, from 0 to 1. The default is 0.005.</summary>
    public decimal TotalTolerance { get; init; } = 0.005m;

    /// <summary>
    /// Gets the number of days after which a day is final, by the name of the source. The defaults are 1 for
    /// <c>openrouter</c>, 2 for <c>openai</c>, <c>anthropic</c> and <c>azure</c>, and 3 for all others.
    /// </summary>
    public IReadOnlyDictionary<string, int> DaysUntilFinal { get; init; } = new Dictionary<string, int>();

    /// <summary>
    /// Gets the exchange rates in USD per unit of the currency, by ISO 4217 code, such as 1.08 for <c>EUR</c>. Amounts in a
    /// currency without a rate are listed, but not compared.
    /// </summary>
    public IReadOnlyDictionary<string, decimal> ExchangeRates { get; init; } = new Dictionary<string, decimal>();

    /// <summary>
    /// Gets the names of models in the ledger, by their names on bills. Bills can name a model by a deployment or an alias.
    /// </summary>
    public IReadOnlyDictionary<string, string> Models { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets the names of accounts in the ledger, by their names on bills.</summary>
    public IReadOnlyDictionary<string, string> Accounts { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Gets the prices that determine which names refer to the same model. The default is the embedded catalog.
    /// </summary>
    public PriceCatalog? Catalog { get; init; }

    internal int DaysUntilFinalOf(string source) => DaysUntilFinal.TryGetValue(source, out var days)
        ? days
        : source switch
        {
            "openrouter" => 1,
            "openai" or "anthropic" or "azure" => 2,
            _ => 3,
        };
}
