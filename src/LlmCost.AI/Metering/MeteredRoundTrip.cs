using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>One request to a provider and its response, which become one cost record.</summary>
/// <remarks>
/// A round trip ends with <see cref="Complete"/>, <see cref="Fail"/>, <see cref="Abandon"/> or <see cref="Withdraw"/>;
/// afterwards, calls of its members have no effect. Metering failures are counted and logged, but never thrown. Not thread-safe.
/// </remarks>
public sealed class MeteredRoundTrip
{
    // Returned to its pool when the round trip ends, so it must not be used afterwards.
    private MeteredCall? _call;

    internal MeteredRoundTrip(MeteredCall call) => _call = call;

    /// <summary>
    /// Gets the provider's id of the response, or <see langword="null"/> if it is unknown or the round trip has ended.
    /// </summary>
    public string? ResponseId => _call?.ResponseId;

    /// <summary>
    /// Reserves the amounts that the request needs in the budgets that apply to it. Call this method before the request is sent.
    /// </summary>
    /// <param name="createOptions">
    /// A function that returns the known options of the request: its maximum output and its tools. It is invoked only if a budget
    /// applies.
    /// </param>
    /// <returns>
    /// The options with the limits of the budgets, or <see langword="null"/> if no budget applies. If too little of a strict
    /// budget is left, <see cref="ChatOptions.MaxOutputTokens"/> is lowered. <see cref="ChatOptions.ToolMode"/> is
    /// <see cref="ChatToolMode.None"/> if the model must finish without tools.
    /// </returns>
    /// <remarks>If a budget refuses the request, the round trip ends, and nothing is recorded.</remarks>
    /// <exception cref="BudgetExceededException">A budget refuses the request.</exception>
    public async ValueTask<ChatOptions?> AdmitAsync(Func<ChatOptions>? createOptions = null)
    {
        if (_call is not { } call)
        {
            return null;
        }

        _call = null;
        call.HasOptions(createOptions);
        await call.AdmitAsync();
        _call = call;
        return call.ForwardedOptions;
    }

    /// <summary>Reads a whole response.</summary>
    /// <param name="response">The response.</param>
    /// <exception cref="ArgumentNullException"><paramref name="response"/> is <see langword="null"/>.</exception>
    public void Observe(ChatResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);

        _call?.Observe(response);
    }

    /// <summary>Reads an update of a stream.</summary>
    /// <param name="update">The update. The usage in its contents is added to the usage of other updates.</param>
    /// <exception cref="ArgumentNullException"><paramref name="update"/> is <see langword="null"/>.</exception>
    public void Observe(ChatResponseUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);

        _call?.Observe(update);
    }

    /// <summary>Reads token counts that are not part of a response or an update.</summary>
    /// <param name="usage">The token counts. They are added to the counts of updates.</param>
    /// <exception cref="ArgumentNullException"><paramref name="usage"/> is <see langword="null"/>.</exception>
    public void Observe(UsageDetails usage)
    {
        ArgumentNullException.ThrowIfNull(usage);

        _call?.Observe(response: null, usage, model: null, _call.ResponseId);
    }

    /// <summary>
    /// Increases the reservation of a stream that has used most of it. Call this method after each update of a stream.
    /// </summary>
    /// <returns>
    /// True if the stream may continue. False if a budget cuts the stream off, so that it must end like a response that reached
    /// its maximum output (<see cref="CutAction.End"/>).
    /// </returns>
    /// <remarks>If a budget cuts the stream off, the round trip ends and is recorded.</remarks>
    /// <exception cref="BudgetExceededException">A budget cuts the stream off (<see cref="CutAction.Throw"/>).</exception>
    public ValueTask<bool> ContinueAsync() =>
        _call is { NeedsExtension: true } call ? ExtendAsync(call) : new ValueTask<bool>(true);

    /// <summary>Ends the round trip and records it as completed.</summary>
    public void Complete()
    {
        _call?.Complete();
        Abandon();
    }

    /// <summary>Ends the round trip and records it as failed or canceled.</summary>
    /// <param name="exception">The exception that the service threw.</param>
    /// <exception cref="ArgumentNullException"><paramref name="exception"/> is <see langword="null"/>.</exception>
    public void Fail(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);

        _call?.Fail(exception);
        Abandon();
    }

    /// <summary>
    /// Ends the round trip without a record, because its request was not made. Releases its reservation.
    /// </summary>
    public void Withdraw()
    {
        var call = _call;
        _call = null;
        call?.Withdraw();
    }

    /// <summary>Ends the round trip and records it as abandoned, because the app stopped reading the response.</summary>
    public void Abandon()
    {
        var call = _call;
        _call = null;
        call?.End();
    }

    private async ValueTask<bool> ExtendAsync(MeteredCall call)
    {
        if (await call.ExtendAsync() is not { } cutOff)
        {
            return true;
        }

        var endsQuietly = call.EndsQuietly;
        Abandon();
        return endsQuietly ? false : throw cutOff;
    }
}
