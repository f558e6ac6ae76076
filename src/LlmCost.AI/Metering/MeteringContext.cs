namespace LlmCost.AI;

/// <summary>The services and state of a meter that its calls use.</summary>
internal sealed class MeteringContext(
    CallRecorder recorder,
    GenAIMetrics genAIMetrics,
    CostMeterLog log,
    MeteringFailures failures,
    IUsageReader[] readers,
    IUsageEstimator[] estimators,
    IOutputLimiter[] outputLimiters,
    TimeProvider timeProvider,
    PriceBook prices,
    CostBudgets budgets,
    MeteringSnapshot snapshot)
{
    private volatile MeteringSnapshot _snapshot = snapshot;

    public CallRecorder Recorder { get; } = recorder;

    public GenAIMetrics GenAIMetrics { get; } = genAIMetrics;

    public CostMeterLog Log { get; } = log;

    public MeteringFailures Failures { get; } = failures;

    public IUsageReader[] Readers { get; } = readers;

    public IUsageEstimator[] Estimators { get; } = estimators;

    public IOutputLimiter[] OutputLimiters { get; } = outputLimiters;

    public TimeProvider TimeProvider { get; } = timeProvider;

    /// <summary>The prices. A call uses the prices in effect when it starts.</summary>
    public PriceBook Prices { get; } = prices;

    public CostBudgets Budgets { get; } = budgets;

    /// <summary>The background responses that are already metered.</summary>
    public BackgroundResponses BackgroundResponses { get; } = new();

    /// <summary>The code interpreter containers whose current session is already billed.</summary>
    public ContainerSessions ContainerSessions { get; } = new(timeProvider);

    /// <summary>The current options. A call uses the options that are in effect when it starts.</summary>
    public MeteringSnapshot Snapshot
    {
        get => _snapshot;
        set => _snapshot = value;
    }
}
