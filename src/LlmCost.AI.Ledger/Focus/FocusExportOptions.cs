namespace LlmCost.AI;

/// <summary>Represents options for a FOCUS export.</summary>
public sealed record FocusExportOptions
{
    /// <summary>Gets the id of the account that is billed. Any string is allowed; use the same one in all exports.</summary>
    public required string BillingAccountId { get; init; }

    /// <summary>Gets the name of the account that is billed, or <see langword="null"/> if it has none.</summary>
    public string? BillingAccountName { get; init; }

    /// <summary>
    /// Gets the period in which the calls started. It consists of whole UTC days, or of whole hours if <see cref="ByHour"/> is
    /// set.
    /// </summary>
    public required LedgerPeriod Period { get; init; }

    /// <summary>Gets the version of the specification. The default is <see cref="FocusVersion.V12"/>.</summary>
    public FocusVersion Version { get; init; }

    /// <summary>Gets the format of the file. The default is <see cref="FocusFormat.Csv"/>.</summary>
    public FocusFormat Format { get; init; }

    /// <summary>Gets the content of the column <c>BilledCost</c>. The default is <see cref="FocusBilledCost.Zero"/>.</summary>
    public FocusBilledCost BilledCost { get; init; }

    /// <summary>Gets a value indicating whether charges are divided by hour. Otherwise, they are divided by UTC day.</summary>
    public bool ByHour { get; init; }

    /// <summary>
    /// Gets a value indicating whether charges are divided by the tags that the ledger keeps. Otherwise, the column <c>Tags</c>
    /// contains the feature only.
    /// </summary>
    public bool ByTags { get; init; }
}
