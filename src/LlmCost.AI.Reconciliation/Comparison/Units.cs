namespace LlmCost.AI;

/// <summary>Maps the units and tiers of the ledger and of bills to common names.</summary>
internal static class Units
{
    /// <summary>The tier of calls and bill lines that name no tier.</summary>
    public const string StandardTier = "standard";

    /// <summary>Returns the common name for a unit of the ledger. Bills do not distinguish reasoning from other output.</summary>
    public static string OfLedger(string unit) => unit is "output_reasoning" ? "output" : unit;

    /// <summary>Returns the common name for a service tier.</summary>
    public static string Tier(string? tier) => tier switch
    {
        null or "" or "default" or "auto" or "on_demand" => StandardTier,
        _ => tier.ToLowerInvariant(),
    };
}
