using System.ClientModel;
using System.Diagnostics;
using LlmCost.AI.Load.Ledgers;
using LlmCost.AI.Load.Provider;
using Microsoft.Extensions.AI;

namespace LlmCost.AI.Load.Calls;

/// <summary>Makes calls as an app would, and checks that each call ends as planned.</summary>
internal sealed class Caller(IReadOnlyList<IChatClient> clients, WireClients wire, CallerLedger ledger)
{
    private const int UpdatesBeforeLeaving = 2;
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(20);

    /// <summary>Makes a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="stop">Cancels the call when the app stops.</param>
    public async Task MakeAsync(Call call, CancellationToken stop)
    {
        ledger.Begin();
        using var scope = CostScope.Begin(feature: call.Feature);
        using var cancellation = call.Fate is CallFate.Cancel ? CancellationTokenSource.CreateLinkedTokenSource(stop) : null;
        cancellation?.CancelAfter(s_patience);

        var started = Stopwatch.GetTimestamp();
        try
        {
            await AskAsync(call, cancellation?.Token ?? stop);
            if (call.Fate is not (CallFate.Answer or CallFate.Leave))
            {
                ledger.Surprise($"{call.Fate} was answered");
            }
        }
        catch (BudgetExceededException e) when (!e.IsPartial && call is { Thrown: null, ProviderTicks: 0 })
        {
            ledger.Refuse(Stopwatch.GetTimestamp() - started);
        }
        catch (Exception e) when (stop.IsCancellationRequested && e is OperationCanceledException)
        {
            ledger.Stop();
        }
        catch (Exception e)
        {
            if (!IsMeant(call, e))
            {
                ledger.Surprise($"{call.Fate}{(call.Client is CallScript.WireClient ? " on the wire" : "")} ended with {e}");
            }
        }
    }

    private async Task AskAsync(Call call, CancellationToken cancellationToken)
    {
        var client = call.Client is CallScript.WireClient ? wire.For(call) : clients[call.Client];
        ChatMessage[] messages = [new(ChatRole.User, WireProvider.Prompt(call))];
        var options = new ChatOptions
        {
            MaxOutputTokens = CallScript.MaxOutput, AdditionalProperties = new() { [Call.Property] = call },
        };

        if (call.IsStreaming)
        {
            await ReadAsync(client.GetStreamingResponseAsync(messages, options, cancellationToken), call);
            return;
        }

        var started = Stopwatch.GetTimestamp();
        var response = await client.GetResponseAsync(messages, options, cancellationToken);
        var ticks = Stopwatch.GetTimestamp() - started;
        ledger.Told(response.Usage);
        if (call.ProviderTicks > 0)
        {
            ledger.Took(ticks - call.ProviderTicks);
        }
    }

    private async Task ReadAsync(IAsyncEnumerable<ChatResponseUpdate> stream, Call call)
    {
        var updates = 0;
        await foreach (var update in stream)
        {
            foreach (var usage in update.Contents.OfType<UsageContent>())
            {
                ledger.Told(usage.Details);
            }

            if (call.Fate is CallFate.Leave && ++updates == UpdatesBeforeLeaving)
            {
                break;
            }
        }
    }

    /// <summary>
    /// Returns true if the exception is expected: either the provider threw it, or OpenAI's client throws it for the planned
    /// fault of a real connection.
    /// </summary>
    private static bool IsMeant(Call call, Exception e)
    {
        if (call.Fate is CallFate.Cancel)
        {
            return e is OperationCanceledException;
        }

        if (call.Client is not CallScript.WireClient)
        {
            return call.Thrown is not null && ReferenceEquals(e, call.Thrown);
        }

        return call.Fate switch
        {
            CallFate.Error => e is ClientResultException { Status: WireProvider.RefusalStatus },
            CallFate.TimeOut => e is OperationCanceledException,
            CallFate.Reset => e is IOException or HttpRequestException or ClientResultException,
            _ => false,
        };
    }
}
