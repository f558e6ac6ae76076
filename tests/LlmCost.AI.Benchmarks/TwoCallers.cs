namespace LlmCost.AI.Benchmarks;

/// <summary>Repeatedly runs work on two threads at the same time.</summary>
internal sealed class TwoCallers : IDisposable
{
    private readonly Barrier _together = new(participantCount: 2);
    private readonly Action _first;
    private readonly Thread _second;
    private volatile bool _isDone;

    /// <summary>Starts the second thread.</summary>
    /// <param name="first">The work of the thread that calls <see cref="Run"/>.</param>
    /// <param name="second">The work of the second thread.</param>
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

    /// <summary>Runs the work of both threads, and returns when both have completed it.</summary>
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
