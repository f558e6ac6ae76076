namespace LlmCost.AI;

/// <summary>
/// Represents a deployment that is billed hourly, whether it is used or not, so that its individual calls have no price.
/// </summary>
/// <remarks>
/// The tokens of its calls are counted, but by default, the calls have no cost of their own. If both <see cref="MonthlyCost"/>
/// and <see cref="MonthlyTokens"/> are set, the monthly cost is spread over the tokens, and records are marked as
/// <see cref="PriceSource.Amortized"/>.
/// </remarks>
public sealed class ProvisionedDeploymentOptions
{
    /// <summary>Gets or sets the name of the deployment or model in requests. Required.</summary>
    public string? Deployment { get; set; }

    /// <summary>
    /// Gets or sets the monthly cost in USD, greater than 0 and at most 1,000,000,000. Default: the cost of calls is not
    /// applicable.
    /// </summary>
    public decimal? MonthlyCost { get; set; }

    /// <summary>
    /// Gets or sets the expected number of tokens a month, greater than 0 and at least one for each USD of the monthly cost.
    /// Required with <see cref="MonthlyCost"/>.
    /// </summary>
    public long? MonthlyTokens { get; set; }

    /// <summary>
    /// Returns the price that spreads the monthly cost over the tokens, or <see langword="null"/> if either of them is not set.
    /// </summary>
    internal ModelPrice? ToPrice()
    {
        decimal? rate = MonthlyCost is { } cost && MonthlyTokens is { } tokens ? cost * 1_000_000 / tokens : null;
        return rate is null ? null : new ModelPrice { Rates = new TokenRates { Input = rate, Output = rate } };
    }
}
