using System.Diagnostics.Metrics;

namespace LlmCost.AI;

/// <summary>Creates instruments that the standard metrics share.</summary>
internal static class GenAIMeterExtensions
{
    /// <summary>Creates a histogram of seconds with the bucket bounds of the conventions.</summary>
    public static Histogram<double> CreateDuration(this Meter meter, string name, string description) => meter.CreateHistogram(
        name,
        GenAIMetricNames.DurationUnit,
        description,
        tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = GenAIMetricNames.DurationBuckets });
}
