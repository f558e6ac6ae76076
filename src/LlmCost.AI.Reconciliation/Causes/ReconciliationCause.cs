namespace LlmCost.AI;

/// <summary>Why the bill and the ledger differ.</summary>
public enum ReconciliationCause
{
    /// <summary>No signature fits.</summary>
    Unexplained = 0,

    /// <summary>A currency has no exchange rate, or a constant ratio equals one.</summary>
    Currency,

    /// <summary>The amounts or quantities are in another unit: 100, 1,000 or 1,000,000 times.</summary>
    Unit,

    /// <summary>Bill and ledger have the same model or account under different names.</summary>
    Alias,

    /// <summary>Calls around midnight are on different days.</summary>
    DayBoundary,

    /// <summary>
    /// The ledger has calls, and the bill of the account is empty: the key belongs to another organization or account.
    /// </summary>
    OtherOrganization,

    /// <summary>The bill contains charges for other services, such as storage, fine-tuning or provisioned hours.</summary>
    OtherServices,

    /// <summary>The ledger dropped records, which are in its gaps.</summary>
    LostRecords,

    /// <summary>Few more requests are billed than calls completed: retries, hedges and streams that were left.</summary>
    Retries,

    /// <summary>Calls were made outside the meter: another service, a script, the provider's console, a shared key.</summary>
    UnmeteredCalls,

    /// <summary>The ledger has calls that the bill does not have: they were refused, or are billed late or elsewhere.</summary>
    CallsNotBilled,

    /// <summary>As many requests, other tokens, and the ledger's usage is estimated.</summary>
    EstimatedUsage,

    /// <summary>As many tokens, in other classes, such as cached or not.</summary>
    TokenClasses,

    /// <summary>The ledger has the tokens and no price for them.</summary>
    Unpriced,

    /// <summary>The bill has the tokens and charges nothing for them: complimentary tokens, credits, refused requests.</summary>
    FreeTokens,

    /// <summary>A tier, region or batch discount was not seen by the meter.</summary>
    UnseenTier,

    /// <summary>Only calls with long prompts differ.</summary>
    LongContext,

    /// <summary>All models are cheaper by the same ratio: a contract.</summary>
    ContractDiscount,

    /// <summary>All models are dearer by the same few percent: a gateway's or marketplace's fee.</summary>
    MarkUp,

    /// <summary>The price of one model changes on a day: the price list is late or early.</summary>
    PriceListDate,

    /// <summary>The price of one unit differs for the whole period: a wrong price list, or an error of the provider.</summary>
    PriceDiffers,

    /// <summary>The bill rounds its lines.</summary>
    Rounding,
}
