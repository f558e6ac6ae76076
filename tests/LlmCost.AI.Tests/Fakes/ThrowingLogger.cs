using Microsoft.Extensions.Logging;

namespace LlmCost.AI.Tests;

/// <summary>A logger that fails whenever it is told something, or even when it is asked whether it wants to be.</summary>
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
