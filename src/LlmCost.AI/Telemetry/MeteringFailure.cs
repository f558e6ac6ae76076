namespace LlmCost.AI;

/// <summary>The part of the metering that failed. The call itself continued.</summary>
internal enum MeteringFailure
{
    /// <summary>A response, an update of a stream, or the options of a call could not be read.</summary>
    Reading,

    /// <summary>An <see cref="IUsageReader"/> threw an exception.</summary>
    Reader,

    /// <summary>An <see cref="IUsageEstimator"/> threw an exception.</summary>
    Estimator,

    /// <summary>The record could not be created or published.</summary>
    Recording,

    /// <summary>An <see cref="ICostObserver"/> threw an exception.</summary>
    Observer,

    /// <summary>A change of the configuration was not valid and was not applied.</summary>
    Configuration,
}
