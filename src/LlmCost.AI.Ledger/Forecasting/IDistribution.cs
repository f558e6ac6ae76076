namespace LlmCost.AI;

/// <summary>A probability distribution of amounts.</summary>
internal interface IDistribution
{
    /// <summary>Gets the amount that is as likely to be exceeded as not.</summary>
    double Center { get; }

    /// <summary>Gets a value indicating whether the range is known. Otherwise, only <see cref="Center"/> is.</summary>
    bool HasRange { get; }

    /// <summary>Returns the amount that is not exceeded with a probability.</summary>
    double Quantile(double probability);

    /// <summary>Returns the probability that an amount is exceeded.</summary>
    double ChanceAbove(double amount);
}
