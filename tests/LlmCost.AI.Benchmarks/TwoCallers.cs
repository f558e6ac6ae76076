namespace LlmCost.AI.Benchmarks;

/// <summary>Two threads that do their work at the same time, again and again.</summary>
internal sealed class TwoCallers : IDisposable
{
    private readonly Barrier _together = new(participantCount: 2);
    private readonly Action _first;
    private readonly Thread _second;
    private volatile bool _isDone;

    /// <summary>Makes them.</summary>
    /// <param name="first">What the thread does that asks for it.</param>
    /// <param name="second">What the other does meanwhile.</param>
    public TwoCallers(Action first, Action second)
    {
        _first = first;
        _second = new Thread(() =>
        {
            for (_together.SignalAndWait(); !_isDone; _together.SignalAndWait())
            {
                second();
                _together.SignalAndWait();
            }
        });
        _second.Start();
    }

    /// <summary>Lets both do their work, and returns when both are done.</summary>
    public void Run()
    {
        _together.SignalAndWait();
        _first();
        _together.SignalAndWait();
    }

    public void Dispose()
    {
        _isDone = true;
        _together.SignalAndWait();
        _second.Join();
        _together.Dispose();
    }
}
