using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>The budget reservations of a session for requested responses that have not begun.</summary>
/// <remarks>
/// A reservation is transferred to the next response that begins, because messages do not identify the request to which they
/// respond. The amounts in the budgets are correct even if the provider created that response without a request. Thread-safe.
/// </remarks>
[Experimental(DiagnosticIds.ExperimentalModality, UrlFormat = DiagnosticIds.UrlFormat)]
internal sealed class RealtimeAdmissions(IRealtimeClientSession session, CostMeter meter, MeteredClient client)
{
    private readonly Lock _lock = new();
    private readonly List<MeteredCall> _admitted = [];

    /// <summary>The tokens of the conversation so far, all of which are the input of the next response.</summary>
    private long _conversationTokens;

    /// <summary>Reserves the amounts that a response needs.</summary>
    /// <returns>The reservation, or <see langword="null"/> if no budget applies.</returns>
    /// <exception cref="BudgetExceededException">A budget refuses the response.</exception>
    public async ValueTask<MeteredCall?> AdmitAsync(
        CreateResponseRealtimeClientMessage message, CancellationToken cancellationToken)
    {
        var call = MeteredCall.Begin(meter.Context, client, session.Options?.Model, isStreaming: true, cancellationToken)
            .Needs(() => NeedOf(message));
        await call.AdmitAsync();
        if (!call.HasReservation)
        {
            call.Withdraw();
            return null;
        }

        // The reservation is made before the message is sent, because the response can begin before the inner session returns.
        lock (_lock)
        {
            _admitted.Add(call);
        }

        return call;
    }

    /// <summary>Returns a message with the limits of the budgets. The caller's message is never changed.</summary>
    public static CreateResponseRealtimeClientMessage Limited(CreateResponseRealtimeClientMessage message, MeteredCall? admitted)
    {
        var (cap, wrapsUp) = admitted?.BudgetLimits ?? default;
        return cap is null && !wrapsUp ? message : new CreateResponseRealtimeClientMessage
        {
            AdditionalProperties = message.AdditionalProperties,
            ExcludeFromConversation = message.ExcludeFromConversation,
            Instructions = message.Instructions,
            Items = message.Items,
            MaxOutputTokens = cap ?? message.MaxOutputTokens,
            MessageId = message.MessageId,
            OutputAudioOptions = message.OutputAudioOptions,
            OutputModalities = message.OutputModalities,
            OutputVoice = message.OutputVoice,
            RawRepresentation = message.RawRepresentation,
            ToolMode = wrapsUp ? ChatToolMode.None : message.ToolMode,
            Tools = message.Tools,
        };
    }

    /// <summary>Transfers the oldest reservation to a response that begins.</summary>
    public void PassTo(MeteredCall response)
    {
        lock (_lock)
        {
            if (_admitted is [var oldest, ..])
            {
                _admitted.RemoveAt(0);
                response.TakeReservation(oldest);
            }
        }
    }

    /// <summary>Releases a reservation, because the message was not sent.</summary>
    public void Withdraw(MeteredCall? call)
    {
        lock (_lock)
        {
            if (call is not null && _admitted.Remove(call))
            {
                call.Withdraw();
            }
        }
    }

    /// <summary>Releases all reservations, because the session has ended.</summary>
    public void WithdrawAll()
    {
        lock (_lock)
        {
            _admitted.ForEach(call => call.Withdraw());
            _admitted.Clear();
        }
    }

    /// <summary>Records the size of the conversation after a response.</summary>
    public void ObserveConversation(UsageDetails? usage) => Interlocked.Exchange(
        ref _conversationTokens, (usage?.InputTokenCount ?? 0) + (usage?.OutputTokenCount ?? 0));

    private CallNeed NeedOf(CreateResponseRealtimeClientMessage message) => new(
        Encoding.UTF8.GetByteCount(message.Instructions ?? session.Options?.Instructions ?? ""))
    {
        InputTokens = Interlocked.Read(ref _conversationTokens),
        HasOutput = true,
        OutputLimit = message.MaxOutputTokens ?? session.Options?.MaxOutputTokens,
        IsSpoken = true,
    };
}
