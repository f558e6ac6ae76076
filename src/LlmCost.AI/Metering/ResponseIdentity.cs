using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>Identifies the response of a call, so that <c>GetCost()</c> finds its cost.</summary>
/// <remarks>
/// A whole response is identified by its messages, because a function-invocation loop combines the messages of several responses
/// into one response. For a streamed response, <c>ToChatResponse()</c> creates the response object later from the updates, and
/// reuses the string objects of their ids. Therefore, each id in an update is replaced by an equal string object that only this
/// call uses. Code that compares strings by value sees no change.
/// </remarks>
internal struct ResponseIdentity
{
    private IList<ChatMessage>? _messages;
    private object? _response;
    private OwnString _messageId;
    private OwnString _responseId;
    private OwnString _model;
    private List<OwnString>? _earlierMessageIds;

    /// <summary>Identifies a whole response.</summary>
    public void Set(ChatResponse response)
    {
        _messages = response.Messages;
        _response = _messages.Count > 0 ? null : response;
    }

    /// <summary>Identifies the response of a call that is not a chat.</summary>
    public void Set(object response) => _response = response;

    /// <summary>Identifies a streamed response by the ids of one of its updates.</summary>
    public void Set(ChatResponseUpdate update)
    {
        if (update.MessageId is { Length: > 0 } messageId)
        {
            if (_messageId.IsOther(messageId))
            {
                (_earlierMessageIds ??= []).Add(_messageId);
            }

            update.MessageId = _messageId.Replace(messageId);
        }

        update.ResponseId = _responseId.Replace(update.ResponseId);
        if (_responseId.IsEmpty)
        {
            update.ModelId = _model.Replace(update.ModelId);
        }
    }

    /// <summary>Identifies a streamed response that is not a chat by the ids of one of its updates.</summary>
    public (string? ResponseId, string? Model) Set(string? responseId, string? model) =>
        (_responseId.Replace(responseId), _model.Replace(model));

    /// <summary>Stores the cost for <c>GetCost()</c>.</summary>
    public readonly void SetCost(CostSummary cost)
    {
        for (var i = 0; i < _messages?.Count; i++)
        {
            ResponseCosts.Set(_messages[i], cost);
        }

        if (_response is not null)
        {
            ResponseCosts.Set(_response, cost);
        }

        for (var i = 0; i < _earlierMessageIds?.Count; i++)
        {
            _earlierMessageIds[i].SetCost(cost);
        }

        _messageId.SetCost(cost);
        _responseId.SetCost(cost);
        if (_responseId.IsEmpty)
        {
            _model.SetCost(cost);
        }
    }

    /// <summary>
    /// Stores the cost from another meter under the ids of this meter, which have replaced the other meter's ids.
    /// </summary>
    public readonly void PassCostOn()
    {
        foreach (var messageId in _earlierMessageIds ?? [])
        {
            messageId.PassCostOn();
        }

        _messageId.PassCostOn();
        _responseId.PassCostOn();
        _model.PassCostOn();
    }

    /// <summary>A copy of a string as a separate object that only this call uses.</summary>
    private struct OwnString
    {
        private string? _original;
        private string? _copy;

        public readonly bool IsEmpty => _copy is null;

        /// <summary>Returns true if an id differs in value from the previous one.</summary>
        public readonly bool IsOther(string? text) => _copy is not null && !string.IsNullOrEmpty(text) && text != _copy;

        public string? Replace(string? text)
        {
            if (string.IsNullOrEmpty(text) || ReferenceEquals(text, _copy))
            {
                return text;
            }

            // Most updates have the same id, as the same string object or an equal one.
            if (ReferenceEquals(text, _original) || text == _copy)
            {
                return _copy;
            }

            _original = text;
            return _copy = new string(text.AsSpan());
        }

        public readonly void SetCost(CostSummary cost)
        {
            if (_copy is not null)
            {
                ResponseCosts.Set(_copy, cost);
            }
        }

        public readonly void PassCostOn()
        {
            if (ResponseCosts.Find(_original) is { } cost)
            {
                ResponseCosts.Set(_copy!, cost);
            }
        }
    }
}
