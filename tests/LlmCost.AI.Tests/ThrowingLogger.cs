using Microsoft.Extensions.Logging;

namespace LlmCost.AI.Tests;

/// <summary>A logger that fails whenever it is told something.</summary>
internal sealed class ThrowingLogger : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        throw new InvalidOperationException();

    public void Dispose()
    {
    }
}
