namespace LlmCost.AI;

/// <summary>Brings the units and tiers of ledger and bills together.</summary>
internal static class Units
{
    /// <summary>The tier of calls and lines that name none.</summary>
    public const string StandardTier = "standard";

    /// <summary>Returns a unit of the ledger. Bills do not divide output into reasoning and the rest.</summary>
    public static string OfLedger(string unit) => unit is "output_reasoning" ? "output" : unit;

    /// <summary>Returns the name of a service tier.</summary>
    public static string Tier(string? tier) => tier switch
    {
        null or "" or "default" or "auto" or "on_demand" => StandardTier,
        _ => tier.ToLowerInvariant(),
    };
}
