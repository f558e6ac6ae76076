using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>A session that meters its responses while their messages pass through.</summary>
/// <param name="inner">The inner session.</param>
/// <param name="meter">The meter that records the calls.</param>
/// <param name="client">The client that created the session.</param>
[Experimental(DiagnosticIds.ExperimentalModality, UrlFormat = DiagnosticIds.UrlFormat)]
internal sealed class MeteredRealtimeSession(IRealtimeClientSession inner, CostMeter meter, MeteredClient client)
    : IRealtimeClientSession
{
    private readonly RealtimeAdmissions _admissions = new(inner, meter, client);

    public RealtimeSessionOptions? Options => inner.Options;

    // ConfigureAwait(false) is not used, because inner sessions may run app code, which must keep its context.
    public Task SendAsync(RealtimeClientMessage message, CancellationToken cancellationToken = default) =>
        message is CreateResponseRealtimeClientMessage create && meter.Context.Budgets.IsActive
            ? CreateResponseAsync(create, cancellationToken)
            : inner.SendAsync(message, cancellationToken);

    public async IAsyncEnumerable<RealtimeServerMessage> GetStreamingResponseAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var calls = new RealtimeCalls(inner, meter, client, _admissions, cancellationToken);
        IAsyncEnumerator<RealtimeServerMessage>? messages = null;
        try
        {
            while (true)
            {
                RealtimeServerMessage message;
                try
                {
                    messages ??= inner.GetStreamingResponseAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
                    if (!await messages.MoveNextAsync())
                    {
                        break;
                    }

                    message = messages.Current;
                }
                catch (Exception e)
                {
                    calls.Fail(e);
                    throw;
                }

                calls.Observe(message);
                yield return message;
            }
        }
        finally
        {
            try
            {
                if (messages is not null)
                {
                    await messages.DisposeAsync();
                }
            }
            finally
            {
                calls.End();
            }
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);

        return serviceKey is not null ? inner.GetService(serviceType, serviceKey)
            : serviceType == typeof(CostMeter) ? meter
            : serviceType.IsInstanceOfType(this) ? this
            : inner.GetService(serviceType, serviceKey);
    }

    public ValueTask DisposeAsync()
    {
        _admissions.WithdrawAll();
        return inner.DisposeAsync();
    }

    private async Task CreateResponseAsync(CreateResponseRealtimeClientMessage message, CancellationToken cancellationToken)
    {
        var admitted = await _admissions.AdmitAsync(message, cancellationToken);
        try
        {
            await inner.SendAsync(RealtimeAdmissions.Limited(message, admitted), cancellationToken);
        }
        catch (Exception)
        {
            _admissions.Withdraw(admitted);
            throw;
        }
    }
}
