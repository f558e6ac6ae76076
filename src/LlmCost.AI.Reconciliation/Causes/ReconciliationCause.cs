namespace LlmCost.AI;

/// <summary>The causes of differences between the bill and the ledger.</summary>
public enum ReconciliationCause
{
    /// <summary>The difference matches the pattern of no known cause.</summary>
    Unexplained = 0,

    /// <summary>A currency has no exchange rate, or all amounts differ by a ratio that equals an exchange rate.</summary>
    Currency,

    /// <summary>The amounts or quantities are in another unit: they differ by a factor of 100, 1,000 or 1,000,000.</summary>
    Unit,

    /// <summary>The bill and the ledger have different names for the same model or account.</summary>
    Alias,

    /// <summary>The bill and the ledger assign calls around midnight to different days.</summary>
    DayBoundary,

    /// <summary>
    /// The ledger has calls, but the bill of the account is empty. The API key of the calls belongs to another organization or
    /// account.
    /// </summary>
    OtherOrganization,

    /// <summary>The bill contains charges for other services, such as storage, fine-tuning or provisioned hours.</summary>
    OtherServices,

    /// <summary>The ledger dropped records of calls, and has only their sums (<see cref="LedgerGap"/>).</summary>
    LostRecords,

    /// <summary>
    /// Slightly more requests are billed than calls were completed, because of retries, hedging, or streams that the app stopped
    /// reading.
    /// </summary>
    Retries,

    /// <summary>
    /// Calls were made without the meter, for example by another service, by a script, in the provider's console or with a shared
    /// key.
    /// </summary>
    UnmeteredCalls,

    /// <summary>
    /// The ledger has calls that the bill does not have. They were rejected, or are billed late or to another account.
    /// </summary>
    CallsNotBilled,

    /// <summary>The numbers of requests are equal, but the tokens differ, because the usage in the ledger is estimated.</summary>
    EstimatedUsage,

    /// <summary>
    /// The total numbers of tokens are equal, but are split differently, for example into cached and uncached tokens.
    /// </summary>
    TokenClasses,

    /// <summary>The ledger has the tokens, but no price for them.</summary>
    Unpriced,

    /// <summary>
    /// The bill has the tokens, but charges nothing for them, because of complimentary tokens, credits or rejected requests.
    /// </summary>
    FreeTokens,

    /// <summary>The meter did not detect the service tier, the region or a batch discount.</summary>
    UnseenTier,

    /// <summary>Only the costs of calls with long prompts differ.</summary>
    LongContext,

    /// <summary>All models are cheaper by the same ratio, because of a contractual discount.</summary>
    ContractDiscount,

    /// <summary>All models are more expensive by the same few percent, because a gateway or marketplace charges a fee.</summary>
    MarkUp,

    /// <summary>The price of a model changes on a different day on the bill than in the price list.</summary>
    PriceListDate,

    /// <summary>
    /// The price of a unit differs for the whole period, because the price list is wrong or the provider made an error.
    /// </summary>
    PriceDiffers,

    /// <summary>The bill rounds its lines.</summary>
    Rounding,
}
