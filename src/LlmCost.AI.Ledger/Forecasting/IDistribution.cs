namespace LlmCost.AI;

/// <summary>A probability distribution of amounts.</summary>
internal interface IDistribution
{
    /// <summary>Gets the amount that is exceeded with a probability of 50 %.</summary>
    double Center { get; }

    /// <summary>Gets a value indicating whether the range is known. Otherwise, only <see cref="Center"/> is.</summary>
    bool HasRange { get; }

    /// <summary>Returns the quantile: the amount that is not exceeded with the given probability.</summary>
    double Quantile(double probability);

    /// <summary>Returns the probability that an amount is exceeded.</summary>
    double ChanceAbove(double amount);
}
