namespace LlmCost.AI;

/// <summary>Options for the worker that reads bills and compares them with the ledger every day.</summary>
/// <remarks>
/// The options are bound to the section <c>LlmCost:Reconciliation</c>. They do not contain credentials, which are passed to the
/// sources.
/// </remarks>
public sealed class CostReconciliationOptions
{
    /// <summary>The configuration section of the options.</summary>
    public const string SectionName = "LlmCost:Reconciliation";

    /// <summary>
    /// Gets or sets the folder of the ledger, relative to the content root. It is not used if an <see cref="ILedgerReader"/> is
    /// registered, such as the reader for PostgreSQL.
    /// </summary>
    public string? LedgerPath { get; set; }

    /// <summary>
    /// Gets or sets the folder of the ledger's archive. The default is <see langword="null"/>, which means that no archive is
    /// read.
    /// </summary>
    public string? ArchivePath { get; set; }

    /// <summary>Gets or sets the file of bills, relative to the content root. The default is <c>bills.db</c>.</summary>
    public string BillsPath { get; set; } = "bills.db";

    /// <summary>Gets or sets the time of day at which the worker runs, UTC. It also runs at start. The default is 6:00.</summary>
    public TimeOnly RunAt { get; set; } = new(6, 0);

    /// <inheritdoc cref="ReconciliationOptions.Tolerance"/>
    public decimal Tolerance { get; set; } = 0.01m;

    /// <inheritdoc cref="ReconciliationOptions.DaysUntilFinal"/>
    public IDictionary<string, int> DaysUntilFinal { get; } = new Dictionary<string, int>();

    /// <inheritdoc cref="ReconciliationOptions.ExchangeRates"/>
    public IDictionary<string, decimal> ExchangeRates { get; } = new Dictionary<string, decimal>();

    /// <inheritdoc cref="ReconciliationOptions.Models"/>
    public IDictionary<string, string> Models { get; } = new Dictionary<string, string>();

    /// <inheritdoc cref="ReconciliationOptions.Accounts"/>
    public IDictionary<string, string> Accounts { get; } = new Dictionary<string, string>();
}
