namespace LlmCost.AI;

/// <summary>Disposes of a service that was replaced with a wrapper. The container creates and disposes of this object.</summary>
internal sealed class OwnedService : IDisposable, IAsyncDisposable
{
    private object? _service;

    /// <summary>Takes ownership of a service.</summary>
    public void Own(object service) => _service = service;

    public void Dispose()
    {
        // A service that only implements IAsyncDisposable must be disposed of asynchronously. The container itself has the same
        // rule.
        if (_service is IAsyncDisposable and not IDisposable)
        {
            throw new InvalidOperationException(
                $"'{_service.GetType()}' only implements IAsyncDisposable. Use DisposeAsync to dispose of the container.");
        }

        (_service as IDisposable)?.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        if (_service is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync().ConfigureAwait(false);
        }
        else
        {
            (_service as IDisposable)?.Dispose();
        }
    }
}
