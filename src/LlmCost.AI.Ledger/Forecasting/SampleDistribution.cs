namespace LlmCost.AI;

/// <summary>The distribution of a sample.</summary>
internal sealed class SampleDistribution : IDistribution
{
    private readonly double[] _sample;
    private bool _isSorted;

    /// <summary>Initializes a distribution.</summary>
    /// <param name="sample">The sample, which is sorted in place on first use.</param>
    public SampleDistribution(double[] sample) => _sample = sample;

    public double Center => Quantile(0.5);

    public bool HasRange => true;

    private double[] Sorted
    {
        get
        {
            if (!_isSorted)
            {
                Array.Sort(_sample);
                _isSorted = true;
            }

            return _sample;
        }
    }

    public double Quantile(double probability)
    {
        var sorted = Sorted;
        var position = probability * (sorted.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
    }

    public double ChanceAbove(double amount)
    {
        var sorted = Sorted;
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = sorted[middle] <= amount ? (middle + 1, high) : (low, middle);
        }

        return (double)(sorted.Length - low) / sorted.Length;
    }
}
