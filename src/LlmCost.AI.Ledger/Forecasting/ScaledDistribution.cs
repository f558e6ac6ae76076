namespace LlmCost.AI;

/// <summary>A distribution that is wider or narrower than another one.</summary>
/// <param name="inner">The other distribution, which must have a range.</param>
/// <param name="above">The factor for distances from the center to amounts above it.</param>
/// <param name="below">The factor for distances from the center to amounts below it.</param>
internal sealed class ScaledDistribution(IDistribution inner, double above, double below) : IDistribution
{
    public double Center => inner.Center;

    public bool HasRange => true;

    public double Quantile(double probability)
    {
        var distance = inner.Quantile(probability) - Center;
        return Center + (distance * (distance > 0 ? above : below));
    }

    public double ChanceAbove(double amount)
    {
        var (distance, factor) = (amount - Center, amount > Center ? above : below);
        return factor > 0 ? inner.ChanceAbove(Center + (distance / factor))
            : distance is 0 ? inner.ChanceAbove(Center)
            : distance < 0 ? 1 : 0;
    }
}
