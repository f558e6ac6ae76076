namespace LlmCost.AI;

/// <summary>A deployment that is paid by the hour, whether it is used or not, so that a call has no price of its own.</summary>
/// <remarks>
/// Its tokens are counted, and the cost of its calls is not applicable. Where both numbers of a month are given, the month's cost
/// is spread over its tokens, and records say so (<see cref="PriceSource.Amortized"/>).
/// </remarks>
public sealed class ProvisionedDeploymentOptions
{
    /// <summary>The name of the deployment or model that is asked for. Required.</summary>
    public string? Deployment { get; set; }

    /// <summary>
    /// What a month costs, in USD, greater than 0 and at most 1,000,000,000; <see langword="null"/> to leave the cost not
    /// applicable.
    /// </summary>
    public decimal? MonthlyCost { get; set; }

    /// <summary>
    /// How many tokens a month is expected to use, greater than 0 and at least one for each USD; required with <see
    /// cref="MonthlyCost"/>.
    /// </summary>
    public long? MonthlyTokens { get; set; }

    /// <summary>
    /// The price of every token when the monthly cost is spread over them; <see langword="null"/> if it is not known.
    /// </summary>
    internal ModelPrice? ToPrice()
    {
        decimal? rate = MonthlyCost is { } cost && MonthlyTokens is { } tokens ? cost * 1_000_000 / tokens : null;
        return rate is null ? null : new ModelPrice { Rates = new TokenRates { Input = rate, Output = rate } };
    }
}
