using Microsoft.Extensions.Logging;

namespace LlmCost.AI.Tests;

/// <summary>A logger that throws when it logs, and optionally when a caller checks if a level is enabled.</summary>
internal sealed class ThrowingLogger(bool whenAsked = false) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => !whenAsked ? true : throw new InvalidOperationException();

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        throw new InvalidOperationException();

    public void Dispose()
    {
    }
}
